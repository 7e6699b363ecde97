using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Events that the processor counts (<c>enum perf_hw_id</c>, include/uapi/linux/perf_event.h). Most virtual machines have no such counters.</summary>
public sealed class Hardware : CountedEvents
{
    public override string Name => "hardware";

    public override IReadOnlyList<string> Aliases => ["h"];

    /// <summary>PERF_TYPE_HARDWARE.</summary>
    internal override uint PerfType => 0;

    public override string? Alternative => "profile, or software:cpu-clock";

    internal override IReadOnlyList<CountedEvent> Events { get; } =
    [
        new("cpu-cycles", 0, 1_000_000, "cycles"),
        new("instructions", 1, 1_000_000),
        new("cache-references", 2, 1_000_000),
        new("cache-misses", 3, 1_000_000),
        new("branch-instructions", 4, 100_000, "branches"),
        new("branch-misses", 5, 100_000),
        new("bus-cycles", 6, 100_000),
        new("frontend-stalls", 7, 1_000_000),
        new("backend-stalls", 8, 1_000_000),
        new("ref-cycles", 9, 1_000_000),
    ];

    private protected override Exception? Explain(ProbeTarget target, int answer) => -answer is Errno.ENOENT or Errno.ENODEV or Errno.EOPNOTSUPP
        ? new UnsupportedException(Name, $"Cannot attach {target.AttachPoint}: this machine has no such hardware counter ({Errno.Name(-answer)} from perf_event_open), as is usual in virtual machines. Use {Alternative}.") { Errno = -answer }
        : null;
}
