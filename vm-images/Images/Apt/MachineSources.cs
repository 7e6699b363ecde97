namespace Conformance.Images;

/// <summary>Which suites to look into, at the mirror that this machine's own apt is configured with.</summary>
public static class MachineSources
{
    /// <summary>The archive's keys, of Debian's package debian-archive-keyring.</summary>
    public const string Keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

    /// <summary>The suites with kernels; one that a mirror does not serve is left out with a word.</summary>
    public static IReadOnlyList<string> Suites { get; } =
    [
        "bullseye", "bookworm", "bookworm-updates", "bookworm-backports", "trixie", "trixie-updates", "trixie-backports",
        "forky", "sid", "experimental",
    ];

    /// <summary>The same, of the archive that carries security updates.</summary>
    public static IReadOnlyList<string> SecuritySuites { get; } =
        ["bullseye-security", "bookworm-security", "trixie-security", "forky-security"];

    private const string Separator = "\t";

    /// <summary>Asks apt for its archives and lists every suite at them.</summary>
    /// <exception cref="ImageException">No apt, no keyring, or no Debian archive among apt's sources.</exception>
    public static async Task<IReadOnlyList<AptSource>> FindAsync(CancellationToken cancellationToken)
    {
        // Without release information apt lists what is configured, downloaded or not; with it, only what was downloaded, but
        // then it can say whose archive it is. A fresh machine has downloaded nothing.
        string known = await TargetsAsync("$(LABEL)", [], cancellationToken).ConfigureAwait(false);
        string configured = await TargetsAsync(string.Empty, ["--no-release-info"], cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AptSource> sources = Choose(known, configured);
        if (!File.Exists(Keyring))
        {
            throw new ImageException(
                ImageFault.MissingTool,
                $"the Debian archive's keys are missing at '{Keyring}', so no kernel can be verified. Run: apt-get install debian-archive-keyring");
        }

        return sources;
    }

    /// <summary>Chooses the archives from apt's lists.</summary>
    /// <param name="known">Lines "label, suite, URI" of what was downloaded.</param>
    /// <param name="configured">The same of everything configured, with an empty label.</param>
    internal static IReadOnlyList<AptSource> Choose(string known, string configured)
    {
        Target[] labelled = [.. Parse(known)];
        Target[] all = [.. labelled, .. Parse(configured)];
        string? archive = labelled.FirstOrDefault(target => target.Label == "Debian")?.Uri
            ?? all.FirstOrDefault(target => target.Label.Length == 0 && IsSuiteOf(target, Suites))?.Uri;
        string? security = labelled.FirstOrDefault(target => target.Label == "Debian-Security")?.Uri
            ?? all.FirstOrDefault(target => target.Label.Length == 0 && IsSuiteOf(target, SecuritySuites))?.Uri;
        if (archive is null)
        {
            throw new ImageException(
                ImageFault.NotDebian,
                "none of apt's sources is a Debian archive (asked through: apt-get indextargets). "
                + "Kernels come from one: add it to /etc/apt/sources.list.d, or copy a filled cache directory and point CONFORMANCE_CACHE to it.");
        }

        return
        [
            .. Suites.Select(suite => new AptSource(archive, suite, Keyring)),
            .. security is null ? [] : SecuritySuites.Select(suite => new AptSource(security, suite, Keyring)),
        ];
    }

    private static async Task<string> TargetsAsync(string label, string[] options, CancellationToken cancellationToken)
    {
        string format = string.Join(Separator, label, "$(RELEASE)", "$(REPO_URI)");
        var result = await Tool.RunAsync(
            "apt-get", ["indextargets", "--format", format, .. options, "Created-By: Packages"], cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 0)
            return result.StandardOutput;
        throw new ImageException(
            ImageFault.Apt,
            $"apt cannot say which archives this machine uses: {AptFailure.Words(result.StandardError)} Check: apt-get indextargets");
    }

    private static bool IsSuiteOf(Target target, IReadOnlyList<string> suites) =>
        suites.Contains(target.Suite) || (ReferenceEquals(suites, Suites) && target.Suite is "stable" or "oldstable" or "testing" or "unstable");

    private static IEnumerable<Target> Parse(string lines)
    {
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(Separator) is [string label, string suite, string uri] && uri.Contains(':'))
                yield return new Target(label.StartsWith('$') ? string.Empty : label, suite, uri);
        }
    }

    private sealed record Target(string Label, string Suite, string Uri);
}
