using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that call getpgid(2): the cheapest call that has types, a hook of its own (<c>__x64_sys_getpgid</c>) and a security hook (<c>security_task_getpgid</c>, reached by those that name a
/// process which exists). It neither sleeps nor changes anything.
/// </summary>
internal sealed class GetpgidWorkload : ThreadedWorkload
{
    // No task has this number: find_task_by_vpid finds nothing, ESRCH.
    private const int Nobody = -1;

    public override string Name => "getpgid";

    public override string Summary => "calls getpgid(2) an exact number of times on each thread";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } =
    [
        new("times", "calls on each thread, for the thread's own process", 1, 0, 10_000_000),
        new("esrch", "calls on each thread after those, for a process that does not exist (ESRCH)", 0, 0, 1_000_000),
        new("named", "calls on each thread after those, for its own process by its number (they pass security_task_getpgid)", 0, 0, 1_000_000),
    ];

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) => new Asker(values["times"], values["esrch"], values["named"]);

    private sealed class Asker(long times, long missing, long named) : Caller
    {
        public override long[] Arguments { get; } = Repeat((times, 0), (missing, Nobody), (named, Environment.ProcessId));

        public override long Call(int index) => SystemCall.Make(SystemCall.GetProcessGroup, Arguments[index]);
    }
}
