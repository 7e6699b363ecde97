using System.Text.RegularExpressions;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests;

/// <summary>A kernel of a few functions, as BTF describes them.</summary>
internal sealed class RecordedKernel : IKernelTypes
{
    private static readonly KernelType Int = new("int", KernelTypeKind.Integer, 4, true);
    private static readonly KernelType Long = new("long", KernelTypeKind.Integer, 8, true);
    private static readonly KernelType UnsignedLong = new("unsigned long", KernelTypeKind.Integer, 8, false);
    private static readonly KernelType Short = new("unsigned short", KernelTypeKind.Integer, 2, false);
    private static readonly KernelType Char = new("signed char", KernelTypeKind.Integer, 1, true);
    private static readonly KernelType Pointer = new("struct file *", KernelTypeKind.Pointer, 8, false);
    private static readonly KernelType Struct = new("struct pair", KernelTypeKind.Struct, 16, false);
    private static readonly KernelType Void = new("void", KernelTypeKind.Void, 0, false);

    private readonly Dictionary<string, KernelFunction> _functions;

    private RecordedKernel(string? missingReason, params KernelFunction[] functions)
    {
        MissingReason = missingReason;
        _functions = functions.ToDictionary(f => f.Name);
    }

    /// <summary>A kernel built without BTF.</summary>
    public static RecordedKernel Without { get; } = new("/sys/kernel/btf/vmlinux does not exist");

    /// <summary>A kernel with BTF.</summary>
    public static RecordedKernel WithTypes { get; } = new(null,
        Function("hrtimer_nanosleep", Int, ("rqtp", Long), ("mode", Int), ("clockid", Int)),
        Function("vfs_read", Long, ("file", Pointer), ("buf", Pointer), ("count", UnsignedLong), ("pos", Pointer)),
        Function("vfs_readv", Long, ("file", Pointer)),
        Function("vfs_write", Long, ("file", Pointer), ("count", UnsignedLong)),
        Function("small", Short, ("c", Char), ("s", Short)),
        Function("open", Pointer),
        Function("bpf_session_is_return", Int, ("ctx", Pointer)),
        Function("nothing", Void),
        Function("paired", Int, ("first", Int), ("pair", Struct), ("last", Int)),
        Function("many", Int, ("a", Int), ("b", Int), ("c", Int), ("d", Int), ("e", Int), ("f", Int), ("g", Int)));

    /// <summary>A kernel without BTF whose programs may fetch what an atomic operation replaced.</summary>
    public static RecordedKernel WithAtomicFetch { get; } = new("none") { HasAtomicFetch = true };

    /// <summary>A kernel that takes keys of maps of at most 512 bytes, as 5.10 does.</summary>
    public static RecordedKernel WithSmallKeys { get; } = new("none") { MostKeyBytes = 512 };

    /// <summary>The kernel with BTF, and tables of symbols and hooks.</summary>
    public static RecordedKernel WithHooks(HookCatalog hooks) => new(null, [.. WithTypes._functions.Values]) { Hooks = hooks };

    public bool HasAtomicFetch { get; private init; }

    public int MostKeyBytes { get; private init; } = 1 << 16;

    public string? MissingReason { get; }

    public HookCatalog Hooks { get; init; } = HookCatalog.Of(KernelSymbols.Of(default), Tracefs.At("/nonexistent"));

    public KernelFunction? FindFunction(string name) => _functions.GetValueOrDefault(name);

    public IEnumerable<string> FunctionsLike(string pattern)
    {
        var expression = new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*") + "$");
        return _functions.Keys.Where(name => expression.IsMatch(name));
    }

    private static KernelFunction Function(string name, KernelType type, params (string Name, KernelType Type)[] parameters) =>
        new(name, 1 + name.Length, [.. parameters.Select(p => new KernelParameter(p.Name, p.Type))], type);
}
