using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that call a function of this program, for probes in user space: <c>uprobe:/proc/self/exe:conformance_function</c>. It takes a number and returns <see cref="Answer"/> of
/// it; no system call is made.
/// </summary>
internal sealed unsafe class FunctionWorkload : ThreadedWorkload
{
    /// <summary>The symbol that probes name; the static binary keeps it (Tracer.csproj).</summary>
    public const string Symbol = "conformance_function";

    public override string Name => "function";

    public override string Summary => $"calls the program's own function {Symbol} an exact number of times on each thread";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } = [new("times", "calls on each thread, with 0, 1, 2 …", 1, 0, 1_000_000)];

    /// <summary>What the function returns.</summary>
    public static long Answer(long argument) => (3 * argument) + 1;

    /// <summary>Calls it once, on the calling thread.</summary>
    public static void CallOnce()
    {
        delegate* unmanaged<long, long> function = &Function;
        _ = function(0);
    }

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new FunctionCaller((int)values["times"]);

    [UnmanagedCallersOnly(EntryPoint = Symbol)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static long Function(long argument) => Answer(argument);

    private sealed class FunctionCaller(int times) : Caller
    {
        private readonly delegate* unmanaged<long, long> _function = &Function;

        public override long[] Arguments { get; } = [.. Enumerable.Range(0, times)];

        public override long Call(int index) => _function(Arguments[index]);
    }
}
