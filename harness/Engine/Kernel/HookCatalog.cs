using System.Collections.Concurrent;
using Conformance.Engine.Kernel.Elf;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Kernel;

/// <summary>Where probes can go on this machine: the kernel's symbols and tracepoints, programs and their tables. Everything is read once a process, when first asked for. Safe for several threads.</summary>
public sealed class HookCatalog
{
    private readonly ConcurrentDictionary<string, Lazy<ElfImage>> _images = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(ulong, ulong), string> _paths = new();

    private readonly Lazy<HashSet<string>> _modules;

    private HookCatalog(KernelSymbols symbols, Tracefs tracefs, Func<string, KernelFeature?> feature, Func<HashSet<string>> modules)
    {
        _modules = new(modules);
        Symbols = symbols;
        Tracefs = tracefs;
        Feature = feature;
    }

    /// <summary>The kernel's symbol table.</summary>
    public KernelSymbols Symbols { get; }

    /// <summary>Tracepoints and traceable functions.</summary>
    public Tracefs Tracefs { get; }

    /// <summary>What is known by experiment about a feature of the running kernel; <c>null</c> if nothing is.</summary>
    public Func<string, KernelFeature?> Feature { get; }

    /// <summary>Whether any module is loaded; only then symbols can be a module's.</summary>
    public bool HasModules => _modules.Value.Count > 0;

    /// <summary>Whether this module is loaded.</summary>
    public bool HasModule(string name) => _modules.Value.Contains(name);

    /// <summary>This machine's.</summary>
    /// <param name="feature">Answers which features there are.</param>
    public static HookCatalog OfRunningKernel(Func<string, KernelFeature?> feature) => new(KernelSymbols.OfRunningKernel(), Tracefs.OfRunningKernel(), feature, LoadedModules);

    /// <summary>Of recorded tables; no feature is known.</summary>
    public static HookCatalog Of(KernelSymbols symbols, Tracefs tracefs) => new(symbols, tracefs, _ => null, () => []);

    /// <summary>One name for each file, the first that was asked for, whatever links and mounts lead to it.</summary>
    public string OneNameOf(string path) => Libc.FileIdentity(path) is { } file ? _paths.GetOrAdd(file, path) : path;

    /// <summary>A program or library, its headers read once.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It is no ELF file that can be understood.</exception>
    public ElfImage Image(string path) => _images.GetOrAdd(path, static p => new(() => ElfImage.Open(p), LazyThreadSafetyMode.PublicationOnly)).Value;

    /// <summary>Names of the loaded modules; a kernel that has none, or does not say, has none.</summary>
    private static HashSet<string> LoadedModules()
    {
        try
        {
            return [.. File.ReadLines("/proc/modules").Select(line => line[..Math.Max(0, line.IndexOf(' ', StringComparison.Ordinal))])];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
