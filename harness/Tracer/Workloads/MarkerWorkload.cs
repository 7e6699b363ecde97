using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>Threads that pass the program's own static probe, for probes on <c>usdt:/proc/self/exe:conformance:call</c>; no system call is made.</summary>
internal sealed class MarkerWorkload : ThreadedWorkload
{
    public override string Name => "marker";

    public override string Summary => "passes the program's own static probe conformance:call an exact number of times on each thread";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } = [new("times", "passes on each thread, with 0, 1, 2 …", 1, 0, 1_000_000)];

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values)
    {
        try
        {
            StaticProbe.Pass(0);
        }
        catch (DllNotFoundException)
        {
            throw new WorkloadException("only the static binary has a static probe of its own: run the workload by ./conformance tracer workload marker");
        }

        return new Passer((int)values["times"]);
    }

    private sealed class Passer(int times) : Caller
    {
        public override long[] Arguments { get; } = [.. Enumerable.Range(0, times)];

        public override long Call(int index) => StaticProbe.Pass(Arguments[index]);
    }
}
