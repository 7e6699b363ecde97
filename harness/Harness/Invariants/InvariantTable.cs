namespace Conformance.Harness.Invariants;

/// <summary>The table of all invariants: a new one is a file beside this one and a line here.</summary>
public static class InvariantTable
{
    /// <summary>All of them, by number.</summary>
    public static IReadOnlyList<Invariant> All { get; } =
    [
        new ScriptOrder(),
        new PairAgrees(),
        new OrderInEveryForm(),
        new MapWriteIsRead(),
        new UncalledOrder(),
        new RunOrder(),
        new KprobeBeforeFentry(),
        new FexitBeforeKretprobe(),
        new EntryBeforeExit(),
        new ReturnValue(),
        new ArgumentsAgree(),
        new FiringCount(),
        new LossesCounted(),
        new ExitAgrees(),
        .. ExperimentInvariants.All,
    ];

    /// <summary>Those that are judged on traces.</summary>
    public static IEnumerable<TraceInvariant> OnTraces => All.OfType<TraceInvariant>();

    /// <summary>The invariant of that number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none: a mistake in a suite.</exception>
    public static Invariant Get(int number) =>
        All.FirstOrDefault(invariant => invariant.Number == number)
        ?? throw new ArgumentOutOfRangeException(nameof(number), number, $"There are invariants {string.Join(", ", All.Select(invariant => invariant.Number))}.");
}
