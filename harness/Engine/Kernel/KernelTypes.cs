using System.Collections.Concurrent;

namespace Conformance.Engine.Kernel;

/// <summary>Functions and types of one kernel, from its BTF. Safe for several threads; answers are kept.</summary>
public sealed class KernelTypes : IKernelTypes
{
    private const int SmallKey = 512; // MAX_BPF_STACK, include/linux/filter.h
    private const int LargeKey = 1 << 16;
    private const string Folder = "/sys/kernel/btf";
    private const string Itself = "vmlinux";
    private const string RunningKernel = $"{Folder}/{Itself}";

    // DEFINE_TRACE_FN, include/linux/tracepoint.h.
    private const string TracepointCaller = "__traceiter_";

    private readonly ConcurrentDictionary<string, KernelFunction?> _functions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KernelType?> _types = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KernelTypes?> _modules = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<CodeGen.Helper, bool> _helpers = new();
    private readonly BtfIndex? _index;

    private readonly Lazy<int> _possibleCpus = new(Libbpf.Processors.Possible);

    private string? _module;

    private Lazy<bool> _atomicFetch = new(false);
    private Lazy<int> _mostKeyBytes = new(LargeKey);
    private Func<CodeGen.Helper, bool> _probeHelper = _ => true;
    private Func<KernelFunction, Probes.ProbeTarget, bool> _probeKfunc = (_, _) => false;

    private KernelTypes(BtfIndex? index, string? missingReason)
    {
        _index = index;
        MissingReason = missingReason;
    }

    /// <inheritdoc/>
    public string? MissingReason { get; }

    /// <inheritdoc/>
    /// <remarks>Tried when first asked for; <c>false</c> for a file of BTF, which cannot be tried.</remarks>
    public bool HasAtomicFetch => _atomicFetch.Value;

    /// <inheritdoc/>
    public bool HasHelper(CodeGen.Helper helper) => _helpers.GetOrAdd(helper, _probeHelper);

    /// <inheritdoc/>
    public bool AllowsKfunc(KernelFunction function, Probes.ProbeTarget target) => _probeKfunc(function, target);

    /// <inheritdoc/>
    public int MostKeyBytes => _mostKeyBytes.Value;

    /// <inheritdoc/>
    public int PossibleCpus => _possibleCpus.Value;

    /// <inheritdoc/>
    public HookCatalog Hooks { get; private init; } = HookCatalog.OfRunningKernel(_ => null);

    /// <summary>Number of types, 0 without BTF.</summary>
    public int TypeCount => _index?.Count ?? 0;

    /// <summary>Number of functions, 0 without BTF.</summary>
    public int FunctionCount => _index?.FunctionCount ?? 0;

    /// <summary>Types of the kernel that runs this process. A kernel without BTF gives an object without functions and with a <see cref="MissingReason"/>.</summary>
    public static KernelTypes OfRunningKernel() => OfRunningKernel(_ => null);

    /// <summary>The same for a caller that knows how to find out what the kernel can do.</summary>
    /// <param name="features">Answers which features there are; asked by name, when needed.</param>
    /// <param name="path">A file of BTF that describes it; <c>null</c> for its own.</param>
    public static KernelTypes OfRunningKernel(Func<string, KernelFeature?> features, string? path = null)
    {
        var read = path is null ? Read(RunningKernel, TypeSearch.Find) : Read(path, null);
        var types = new KernelTypes(read._index, read.MissingReason) { Hooks = HookCatalog.OfRunningKernel(features) };
        types._atomicFetch = new(AtomicFetch.Probe);
        types._probeHelper = Libbpf.LibbpfNative.HasHelper;
        types._probeKfunc = KfuncTrial.Allowed;
        types._mostKeyBytes = new(ProbeKeyBytes);
        return types;
    }

    /// <summary>Tries a key that is just too large for older kernels.</summary>
    private static int ProbeKeyBytes()
    {
        using var map = new Libbpf.Descriptor(Libbpf.BpfCalls.CreateMap(new("key", ObjectFile.BpfMapType.Hash, SmallKey + 8, 8, 1)));
        return map.IsInvalid ? SmallKey : LargeKey;
    }

    /// <summary>Types of a file of raw BTF.</summary>
    public static KernelTypes Read(string path) => Read(path, null);

    /// <param name="ask">Somebody else who may know ids, see <see cref="BtfIndex"/>.</param>
    private static KernelTypes Read(string path, Func<string, BtfKind, int?>? ask)
    {
        try
        {
            var bytes = BtfBytes.Open(path);
            return new(new BtfIndex(bytes, null, bytes.IsMapped ? null : ask), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(null, path != RunningKernel ? $"{path} does not exist" : $"{path} does not exist: this kernel was built without CONFIG_DEBUG_INFO_BTF, or sysfs is not mounted");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new(null, $"{path} cannot be read: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public KernelFunction? FindFunction(string name) =>
        _index is { } index ? _functions.GetOrAdd(name, static (n, t) => Resolve(t.Index, n) is { } function ? function with { Module = t.Module } : null, (Index: index, Module: _module)) : null;

    /// <inheritdoc/>
    public IEnumerable<string> FunctionsLike(string pattern)
    {
        if (_index is not { } index)
            return [];
        if (!pattern.Contains('*', StringComparison.Ordinal))
            return FindFunction(pattern) is null ? [] : [pattern];
        return index.FunctionsLike(pattern);
    }

    /// <inheritdoc/>
    public KernelType? FindType(string spelling) => _index is { } index ? _types.GetOrAdd(spelling, static (s, i) => Resolve(i, new CTypeName(s)), index) : null;

    /// <inheritdoc/>
    public (KernelType Enum, long Value)? FindEnumerator(string name) => _index?.FindEnumerator(name) is { } found ? (BtfType.Of(_index, found.Enum), found.Value) : null;

    private static KernelType? Resolve(BtfIndex index, CTypeName name)
    {
        foreach (var kind in name.Kinds)
            if (index.FindType(name.Name, kind) is var id and not 0)
                return BtfType.Of(index, id);
        return null;
    }

    /// <inheritdoc/>
    /// <remarks>The typedef is what programs are loaded against; the function that calls all programs of the tracepoint has the names of its parameters.</remarks>
    public KernelFunction? FindTracepoint(string name) => _index is not { } index ? null : _functions.GetOrAdd(TracepointCaller + name, static (caller, i) =>
    {
        var id = i.FindType("btf_trace_" + caller[TracepointCaller.Length..], BtfKind.Typedef);
        return id != 0 && Resolve(i, caller) is { } function ? new KernelFunction(function.Name, id, () => new([.. function.Parameters.Skip(1)], function.Return)) : null;
    }, index);

    /// <inheritdoc/>
    public IEnumerable<string> TracepointsLike(string pattern) => FunctionsLike(TracepointCaller + pattern).Select(name => name[TracepointCaller.Length..]);

    /// <inheritdoc/>
    public IKernelTypes? Module(string name) => _index is not { } index || name.AsSpan().ContainsAny('/', '\0') ? null : _modules.GetOrAdd(name, static (module, kernel) =>
    {
        try
        {
            return new KernelTypes(new BtfIndex(BtfBytes.Open($"{Folder}/{module}"), kernel), null) { _module = module };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }, index);

    /// <inheritdoc/>
    public IEnumerable<string> ModuleNames => Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Where(name => name != Itself).Order(StringComparer.Ordinal) : [];

    /// <summary>Does now what the first questions would otherwise wait for.</summary>
    internal void Prepare() => _index?.Prepare();

    private static KernelFunction? Resolve(BtfIndex index, string name) =>
        index.FindFunction(name) is var id and not 0 ? new KernelFunction(name, id, () => Signature(index, index.ReferenceOf(id))) : null;

    /// <summary>The function with that id.</summary>
    internal static KernelFunction FunctionOf(BtfIndex index, int id) => new(index.NameOf(id), id, () => Signature(index, index.ReferenceOf(id)));

    private static KernelSignature Signature(BtfIndex index, int prototype)
    {
        var parameters = new List<KernelParameter>();
        for (var i = 0; i < index.MembersOf(prototype); i++)
        {
            var type = (int)index.TailOf(prototype, (2 * i) + 1);
            parameters.Add(new(index.Text((int)index.TailOf(prototype, 2 * i)), type == 0 ? new("...", KernelTypeKind.Other, 0, false) : BtfType.Of(index, type)));
        }

        return new(parameters, BtfType.Of(index, index.ReferenceOf(prototype)));
    }
}
