using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 20: more threads asleep inside a function than a return probe may have instances for.</summary>
internal sealed class ConcurrentReturns : Experiment
{
    private const int Sleepers = 64;

    public override string Name => "concurrent-returns";

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        var text = $$"""{{bench.Mechanism.Name}}:{{HeldThreads.Function}} /comm == "{{Gang.ThreadName}}"/ { printf("%d\n", tid); }""";
        var options = new EngineOptions { RecordFirings = true };
        var sink = new Collector();
        IReadOnlyList<int> sleepers;
        using (var session = Session.Start(bench.Compile("concurrent-returns.bt", text, bench.Context.Types, options), bench.Context, options, sink, cancellationToken))
        {
            // Real-time threads of one priority do not preempt each other: a kernel that preempts a running program skips it for the next thread, which is another fact.
            using var held = HeldThreads.Start(Sleepers, () => RealTime.TryEnter(), cancellationToken);
            sleepers = held.Ids;
            held.Release();
            session.Finish();
        }

        // Others of the agent's threads may bear the name, too.
        var seen = sleepers.Count(sink.Threads.Contains);
        bench.Step($"{Sleepers} threads asleep inside {HeldThreads.Function} at once, then released: {bench.Mechanism.Name} saw {seen} of them return");
        bench.Observe("returns-seen", seen == Sleepers ? "all" : $"{seen} of {Sleepers}");
    }

    private sealed class Collector : ISessionSink
    {
        public HashSet<int> Threads { get; } = [];

        public void OnFiring(in Firing firing) => Threads.Add(firing.ThreadId);

        public void OnOutput(in OutputText output)
        {
        }
    }
}
