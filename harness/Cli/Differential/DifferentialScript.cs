namespace Conformance.Cli.Differential;

/// <summary>Who is right where two tracers differ.</summary>
public enum Right
{
    Ours,
    Theirs,

    /// <summary>Both are what the language promises; it leaves that open.</summary>
    Both,
    Neither,
}

/// <summary>A difference that is known: it has to be there, and a reason with it.</summary>
/// <param name="Peer">Beginning of the names of the peers that it is about (<c>bpftrace</c>: all).</param>
/// <param name="Right">Who is right.</param>
/// <param name="Reason">Why; one sentence.</param>
/// <param name="Refused">Whether the difference is that the peer refuses the script.</param>
public sealed record KnownDifference(string Peer, Right Right, string Reason, bool Refused);

/// <summary>One script that is compared: a file <c>FAMILY/NAME.bt</c>, with directives in the comments at its top.</summary>
/// <param name="Name"><c>FAMILY/NAME</c>.</param>
/// <param name="Code">What tracers get: the file without that comment, so that an answer stays known when only what is said of it changes.</param>
/// <param name="Shows">What it shows; the file's first line.</param>
public sealed record DifferentialScript(string Name, string Code, string Shows)
{
    /// <summary>The folder it is in.</summary>
    public string Family => Name[..Name.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>Options in front of the script.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>The workload that is the command of <c>-c</c> (<c>getpgid times=2</c>), or empty.</summary>
    public string Workload { get; init; } = "";

    /// <summary>What <c>$1</c> and so on stand for.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Whether every tracer has to refuse it.</summary>
    public bool Refused { get; init; }

    /// <summary>Whether standard error is compared too.</summary>
    public bool ComparesErrors { get; init; }

    /// <summary>Rules of <see cref="Normalisation"/> that this script asks for.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>What is known to differ.</summary>
    public IReadOnlyList<KnownDifference> Known { get; init; } = [];

    /// <summary>The command line without the program. <c>/init</c> is the guest's own binary, which is the tracer and has the workloads.</summary>
    public IReadOnlyList<string> CommandLine =>
    [
        .. Options,
        .. Workload.Length > 0 ? new[] { "-c", $"/init workload -q {Workload}" } : [],
        "{script}",
        .. Parameters,
    ];
}
