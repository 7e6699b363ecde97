using System.Text.RegularExpressions;

namespace Conformance.Harness.Peers;

/// <summary>A tracer that is not ours, as configuration describes it. Defaults fit bpftrace.</summary>
public sealed partial record PeerDefinition
{
    /// <summary>What <c>--engines</c> and results call it.</summary>
    public required string Name { get; init; }

    /// <summary>The distribution's package and its upstream version or the beginning of that (<c>bpftrace-0.27</c>); empty if <see cref="Files"/> are given.</summary>
    public string Package { get; init; } = "";

    /// <summary>Files of this machine to put into the guest, the program first; shared libraries come along by themselves.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The command line, word by word: <c>{program}</c>, <c>{script}</c>, and <c>{peer}</c> for the peer's folder in the guest.</summary>
    public IReadOnlyList<string> Command { get; init; } = ["{program}", "-B", "line", "{script}"];

    /// <summary>Variables for it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>See <see cref="Protocol.PeerSpec.Dialect"/>.</summary>
    public string Dialect { get; init; } = "bpftrace";

    /// <summary>See <see cref="Protocol.PeerSpec.Instrument"/>.</summary>
    public bool Instrument { get; init; } = true;

    /// <summary>See <see cref="Protocol.PeerSpec.AttachedPattern"/>.</summary>
    public string Attached { get; init; } = "";

    /// <summary>See <see cref="Protocol.PeerSpec.FiringPattern"/>.</summary>
    public string Firing { get; init; } = "";

    /// <summary>See <see cref="Protocol.PeerSpec.PulsePattern"/>.</summary>
    public string Pulse { get; init; } = "";

    /// <summary>Name of the package.</summary>
    public string PackageName => Split(Package)?.Groups["name"].Value ?? Package;

    /// <summary>Version of the package, or its beginning.</summary>
    public string PackageVersion => Split(Package)?.Groups["version"].Value ?? "";

    /// <summary>The definition behind a name that needs none in a file: <c>bpftrace-VERSION</c>. <c>null</c> for other names.</summary>
    public static PeerDefinition? BuiltIn(string name) => Split(name) is { } match && match.Groups["name"].Value == "bpftrace"
        ? new PeerDefinition { Name = name, Package = name, Dialect = IsOld(match.Groups["version"].Value) ? "bpftrace-0.17" : "bpftrace" }
        : null;

    // Which spelling a released program takes is written in its manual; no kernel is judged by it.
    private static bool IsOld(string version) => Version.TryParse(version, out var known) && known < new Version(0, 18);

    private static Match? Split(string name) => PackageAndVersion().Match(name) is { Success: true } match ? match : null;

    [GeneratedRegex(@"^(?<name>[a-z][a-z0-9+-]*)-(?<version>[0-9]+(\.[0-9]+)+)$", RegexOptions.CultureInvariant)]
    private static partial Regex PackageAndVersion();
}
