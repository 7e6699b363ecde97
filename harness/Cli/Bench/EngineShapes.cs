namespace Conformance.Cli.Bench;

/// <summary>A script whose cost is measured.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Clause">Predicate and body of the one probe.</param>
/// <param name="Paced">Whether it prints a line for each event, and how many can be taken in a second is measured too.</param>
internal sealed record EngineShape(string Name, string Clause, bool Paced = false)
{
    /// <summary>Where every shape is attached: getpgid(2) of a process passes it once, nothing else in an idle guest does, and it has a structure as argument.</summary>
    private const string Hook = "fentry:security_task_getpgid";

    /// <summary>The whole script, the same for every engine.</summary>
    public string Script => $"{Hook} {Clause}\n";
}

/// <summary>The table of shapes: a new one is a line.</summary>
internal static class EngineShapes
{
    /// <summary>All, simplest first. The first one shows what the statistics themselves cost.</summary>
    public static IReadOnlyList<EngineShape> All { get; } =
    [
        new("empty body", "{ }"),
        new("count", "{ @ = count(); }"),
        new("hist", "{ @ = hist(tid); }"),
        new("keyed count", "{ @[tid] = count(); }"),
        new("two keys, one a text", "{ @[comm, pid] = count(); }"),
        new("string compare", "/comm == \"init\"/ { @ = count(); }"),
        new("predicate", "/pid == 1/ { @ = count(); }"),
        new("structure member", "{ @ = sum(args.p->pid); }"),
        new("chain of pointers", "{ @ = max(args.p->real_parent->tgid); }"),
        new("printf of a number", "{ printf(\"%d\\n\", pid); }", Paced: true),
        new("printf", "{ printf(\"%d %s\\n\", pid, comm); }"),
        new("kernel stack key", "{ @[kstack(5)] = count(); }"),
        new("time since last", "{ @d = hist(nsecs - @t[tid]); @t[tid] = nsecs; }"),
    ];
}
