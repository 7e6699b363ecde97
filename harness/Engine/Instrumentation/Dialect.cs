namespace Conformance.Engine.Instrumentation;

/// <summary>How a tracer that takes bpftrace's language spells what others spell otherwise.</summary>
/// <param name="Name">As configurations name it.</param>
/// <param name="Mechanisms">Its names of mechanisms, by canonical name, where they differ.</param>
/// <param name="Arrow">Whether members of <c>args</c> are reached by <c>-&gt;</c> and not by a dot.</param>
public sealed record Dialect(string Name, IReadOnlyDictionary<string, string> Mechanisms, bool Arrow)
{
    /// <summary>The environment variable that says how large the buffer between probes and tracer is, in pages, a power of two.</summary>
    public const string BufferPages = "BPFTRACE_PERF_RB_PAGES";

    private static readonly Dictionary<string, string> s_upper = new() { ["begin"] = "BEGIN", ["end"] = "END" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dialect> All { get; } =
    [
        // BEGIN and END are understood by every version.
        new("bpftrace", s_upper, Arrow: false),

        // Before 0.18 args was a pointer, and trampolines had the names of BCC's.
        new("bpftrace-0.17", new Dictionary<string, string>(s_upper) { ["fentry"] = "kfunc", ["fexit"] = "kretfunc" }, Arrow: true),
    ];

    /// <summary>The dialect of that name, or <c>null</c>.</summary>
    public static Dialect? Find(string name) => All.FirstOrDefault(dialect => dialect.Name == name);

    /// <summary>Its spelling of a mechanism.</summary>
    /// <param name="written">As the script spells it.</param>
    public string Spell(string written)
    {
        var canonical = Probes.Mechanisms.Find(written)?.Name ?? written;
        return Mechanisms.GetValueOrDefault(canonical) ?? written;
    }
}
