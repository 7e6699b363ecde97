using Conformance.Engine.Builtins.Times;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Output;

/// <summary>What user space must know to turn the bytes of a value into text. One for each session, so that nothing is remembered of an earlier one.</summary>
public sealed class RenderContext
{
    private readonly Lazy<long> _bootTime = new(WallClock.BootTime);
    private KernelSymbols? _newer;
    private UserSymbols? _users;

    /// <summary>For values that need nothing.</summary>
    public static RenderContext Empty { get; } = new();

    /// <summary>Nanoseconds from 1970 to the machine's boot, read once.</summary>
    public long BootTime => _bootTime.Value;

    /// <summary>Bytes from which on a text was cut, and what is printed behind it.</summary>
    public (int Length, string Trailer) Cut { get; init; } = (int.MaxValue, "");

    /// <summary>Symbols of this machine; <c>null</c> if nothing can be named.</summary>
    public HookCatalog? Hooks { get; init; }

    /// <summary>Files of processes that the script has probes in.</summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    /// <summary>The frames of a collected stack by its depth and number, innermost first.</summary>
    public Func<int, long, ulong[]> Stack { get; init; } = (_, _) => [];

    /// <summary>The kernel's symbols as they are now that the script's programs are loaded.</summary>
    public KernelSymbols NewerSymbols => _newer ??= KernelSymbols.OfRunningKernel();

    /// <summary>Symbols of processes.</summary>
    public UserSymbols Users => _users ??= new UserSymbols(Hooks, Programs);
}
