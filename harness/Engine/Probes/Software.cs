namespace Conformance.Engine.Probes;

/// <summary>Events that the kernel's own code counts (<c>enum perf_sw_ids</c>, include/uapi/linux/perf_event.h).</summary>
public sealed class Software : CountedEvents
{
    public override string Name => "software";

    public override IReadOnlyList<string> Aliases => ["s"];

    /// <summary>PERF_TYPE_SOFTWARE.</summary>
    internal override uint PerfType => 1;

    internal override IReadOnlyList<CountedEvent> Events { get; } =
    [
        new("page-faults", 2, 100, "faults"),
        new("cpu-clock", 0, 1_000_000, "cpu"),
        new("task-clock", 1, 1_000_000),
        new("context-switches", 3, 1000, "cs"),
        new("cpu-migrations", 4, 1),
        new("minor-faults", 5, 100),
        new("major-faults", 6, 1),
        new("alignment-faults", 7, 1),
        new("emulation-faults", 8, 1),
        new("dummy", 9, 1),
        new("bpf-output", 10, 1),
    ];
}
