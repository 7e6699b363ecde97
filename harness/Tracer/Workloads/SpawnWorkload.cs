using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that start processes of this program which end at once: each call is one new process, one exec and one exit, and is waited for before the next, so that
/// <c>sched_process_fork</c> fires on the thread, <c>sched_process_exec</c> and <c>sched_process_exit</c> in the child. A call returns the child's process id.
/// </summary>
internal sealed class SpawnWorkload : ThreadedWorkload
{
    public override string Name => "spawn";

    public override string Summary => "starts processes that end at once, an exact number on each thread";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } = [new("times", "processes started by each thread, one after the other", 1, 0, 100_000)];

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new Spawner((int)values["times"]);

    private sealed class Spawner(int times) : Caller
    {
        public override long[] Arguments { get; } = new long[times];

        public override long Call(int index)
        {
            var child = Child.Start(Child.ExitCommand);
            child.Wait();
            return child.Id;
        }
    }
}
