using System.Collections.Concurrent;
using System.Text;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Kernel;

/// <summary>A function that the kernel's function tracer can reach.</summary>
/// <param name="Module">Its module, or <c>null</c> for the kernel itself.</param>
public readonly record struct TraceableFunction(string Name, string? Module);

/// <summary>The kernel's tracing file system: which tracepoints and which traceable functions there are. Mounted if it is not and this process may. Each file is read once, when first asked for.</summary>
public sealed class Tracefs
{
    private static readonly string[] Places = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    private readonly Lazy<(string? Root, string? Problem)> _place;
    private readonly Lazy<(ReadOnlyMemory<byte> Text, string? Problem)> _functions;
    private readonly Lazy<IReadOnlyList<string>> _events;
    private readonly ConcurrentDictionary<string, TracepointFormat?> _formats = new(StringComparer.Ordinal);

    private Tracefs(Func<(string?, string?)> place)
    {
        _place = new(place);
        _functions = new(ReadFunctions);
        _events = new(ReadEvents);
    }

    /// <summary>The running kernel's.</summary>
    public static Tracefs OfRunningKernel() => new(Find);

    /// <summary>A folder that looks like one.</summary>
    public static Tracefs At(string folder) => new(() => (folder, null));

    /// <summary>Why nothing can be read, or <c>null</c>.</summary>
    public string? MissingReason => _place.Value.Problem;

    /// <summary>Why there is no list of traceable functions, or <c>null</c> if there is one.</summary>
    public string? FunctionsMissingReason => _functions.Value.Problem;

    /// <summary>All tracepoints as <c>category:name</c>, in the kernel's order.</summary>
    public IReadOnlyList<string> Events => _events.Value;

    /// <summary>The record of a tracepoint, or <c>null</c> if there is none of that name.</summary>
    public TracepointFormat? Format(string category, string name) => _formats.GetOrAdd($"{category}/{name}", key =>
    {
        if (_place.Value.Root is not { } root || key.Contains("..", StringComparison.Ordinal))
            return null;
        try
        {
            return TracepointFormat.Parse(File.ReadAllText($"{root}/events/{key}/format"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    });

    /// <summary>Tracepoints that fit a glob for <c>category:name</c>, in the kernel's order.</summary>
    public IEnumerable<string> EventsLike(string pattern)
    {
        var wanted = Encoding.UTF8.GetBytes(pattern);
        return Events.Where(e => Glob.Matches(wanted, Encoding.UTF8.GetBytes(e)));
    }

    /// <summary>Traceable functions whose names fit a glob, in the kernel's order, each name of one module once.</summary>
    /// <param name="module">A glob for the module; <c>vmlinux</c> is the kernel itself, <c>null</c> stands for all.</param>
    public IEnumerable<TraceableFunction> FunctionsLike(string pattern, string? module = null)
    {
        var text = _functions.Value.Text;
        var wanted = Encoding.UTF8.GetBytes(pattern);
        var wantedModule = module is null ? null : Encoding.UTF8.GetBytes(module);
        var seen = new HashSet<TraceableFunction>();
        for (var at = 0; at < text.Length;)
        {
            var length = text.Span[at..].IndexOf((byte)'\n');
            if (length < 0)
                length = text.Length - at;
            if (Match(text.Span.Slice(at, length), wanted, wantedModule) is { } function && seen.Add(function))
                yield return function;
            at += length + 1;
        }
    }

    /// <summary>Whether the function tracer can reach a function; <c>null</c> where there is no list to tell.</summary>
    public bool? CanTrace(string name) => FunctionsMissingReason is null ? FunctionsLike(name).Any() : null;

    private static TraceableFunction? Match(ReadOnlySpan<byte> line, byte[] pattern, byte[]? wantedModule)
    {
        // name, or: name [module]; placeholders stand for code that was discarded after boot.
        var end = line.IndexOfAny((byte)' ', (byte)'\t');
        var name = end < 0 ? line : line[..end];
        if (name.IsEmpty || name.StartsWith("__ftrace_invalid_address__"u8) || !Glob.Matches(pattern, name))
            return null;
        var module = end < 0 ? default : line[end..].Trim("\t []"u8);
        if (wantedModule is not null && !Glob.Matches(wantedModule, module.IsEmpty ? "vmlinux"u8 : module))
            return null;
        return new(Encoding.UTF8.GetString(name), module.IsEmpty ? null : Encoding.UTF8.GetString(module));
    }

    private static (string?, string?) Find()
    {
        foreach (var place in Places)
            if (Directory.Exists($"{place}/events"))
                return (place, null);
        if (!Directory.Exists(Places[0]))
            return (null, "this kernel has no tracefs (/sys/kernel/tracing), or sysfs is not mounted");
        if (IsMounted(Places[0]))
            return (null, $"tracefs is mounted at {Places[0]}, but {Attach.Obstacles.Current() ?? $"this user may not read it. Run as root, or let a group read it: mount -o remount,gid=GROUP,mode=750 {Places[0]}"}");
        var answer = Libc.Mount("tracefs", Places[0], "tracefs");
        return answer == 0 && Directory.Exists($"{Places[0]}/events")
            ? (Places[0], null)
            : (null, $"tracefs is not mounted, and mounting it at {Places[0]} failed ({Errno.Name(-answer)}): run as root, or mount -t tracefs tracefs {Places[0]}");
    }

    private static bool IsMounted(string place)
    {
        try
        {
            return File.ReadLines("/proc/self/mounts").Any(line => line.Split(' ') is [_, var at, "tracefs", ..] && at == place);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private (ReadOnlyMemory<byte>, string?) ReadFunctions()
    {
        var (root, problem) = _place.Value;
        if (root is null)
            return (default, problem);
        try
        {
            return (KernelFile.ReadToEnd($"{root}/available_filter_functions"), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (default, $"the list of traceable functions cannot be read: {e.Message}");
        }
    }

    private IReadOnlyList<string> ReadEvents()
    {
        if (_place.Value.Root is not { } root)
            return [];
        try
        {
            return File.ReadAllLines($"{root}/available_events");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
