using CliWrap.Buffered;

namespace Conformance.Images;

/// <summary>
/// A private apt for one suite: own sources, lists, cache, state and an empty status file, so that the machine's own apt is
/// neither read (except for proxies and certificates) nor changed, and no root is needed. One suite each, so that what apt says belongs to it.
/// </summary>
/// <param name="source">The suite.</param>
/// <param name="directory">Where everything is kept.</param>
/// <param name="machine">What <see cref="AptConfiguration.MachineAsync"/> gave.</param>
internal sealed class AptRoot(AptSource source, string directory, string machine)
{
    private readonly string directory = Path.GetFullPath(directory);

    /// <summary>The suite.</summary>
    public AptSource Source => source;

    private string ArchiveDirectory => In("packages");

    /// <summary>Fetches the suite's index and verifies its signature.</summary>
    /// <exception cref="ImageException">The suite cannot be had; <see cref="ImageFault.NotServed"/> where the mirror has none of that name.</exception>
    public async Task UpdateAsync(CancellationToken cancellationToken)
    {
        Prepare();
        BufferedCommandResult result = await RunAsync("apt-get", ["update"], cancellationToken).ConfigureAwait(false);

        // apt ends with 0 and a warning when it could not reach the mirror at all, in the hope that older lists do.
        string said = result.StandardOutput + result.StandardError;
        if (result.ExitCode != 0 || result.StandardError.Contains("Failed to fetch", StringComparison.Ordinal))
            throw AptFailure.Explain($"update suite '{source.Suite}'", said, directory);
    }

    /// <summary>Lists the kernels of the suite, as of the last <see cref="UpdateAsync"/>.</summary>
    public async Task<IReadOnlyList<KernelPackage>> KernelsAsync(CancellationToken cancellationToken)
    {
        BufferedCommandResult names = await RunAsync("apt-cache", ["pkgnames", "linux-"], cancellationToken).ConfigureAwait(false);
        string[] kernels = [.. names.StandardOutput.Split('\n').Where(name => KernelPackage.ReleaseOf(name) is not null)];
        if (kernels.Length == 0)
            return [];
        BufferedCommandResult stanzas = await RunAsync("apt-cache", ["show", "--all-versions", .. kernels], cancellationToken).ConfigureAwait(false);
        if (stanzas.ExitCode != 0 && stanzas.StandardOutput.Length == 0)
            throw AptFailure.Explain($"list the kernels of suite '{source.Suite}'", stanzas.StandardError, directory);
        return [.. PackageStanzas.Read(stanzas.StandardOutput).Select(stanza => KernelPackage.FromStanza(stanza, source.Suite)).OfType<KernelPackage>()];
    }

    /// <summary>Whether the suite's index is on disk.</summary>
    public bool HasList => Directory.Exists(In("lists")) && Directory.EnumerateFiles(In("lists"), "*_Packages*").Any();

    /// <summary>The versions of a package that the suite lists, as of the last <see cref="UpdateAsync"/>; none where it has no such package.</summary>
    public async Task<IReadOnlyList<string>> VersionsAsync(string package, CancellationToken cancellationToken)
    {
        BufferedCommandResult stanzas = await RunAsync("apt-cache", ["show", "--all-versions", package], cancellationToken).ConfigureAwait(false);
        return [.. PackageStanzas.Read(stanzas.StandardOutput).Select(stanza => stanza.GetValueOrDefault("Version")).OfType<string>()];
    }

    /// <summary>Everything that packages need, themselves included, as apt would install them upon nothing.</summary>
    /// <param name="ids">Names, with versions where those matter (<c>bpftrace=0.23.2-1</c>).</param>
    /// <exception cref="ImageException">Something that they need is not in the suite.</exception>
    public async Task<IReadOnlyList<string>> ClosureAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        BufferedCommandResult result = await RunAsync("apt-get", ["--simulate", "--no-install-recommends", "install", .. ids], cancellationToken).ConfigureAwait(false);
        string[] packages = [.. result.StandardOutput.Split('\n').Select(PackageOf).OfType<string>()];
        return result.ExitCode == 0 && packages.Length > 0
            ? packages
            : throw AptFailure.Explain($"find what {string.Join(", ", ids)} of suite '{source.Suite}' needs", result.StandardOutput + result.StandardError, directory);
    }

    /// <summary>Downloads packages; apt verifies their hashes against the signed index. The caller deletes the files (<see cref="ClearDownloads"/>).</summary>
    /// <param name="packages">Names and versions (<c>bpftrace=0.23.2-1</c>).</param>
    /// <returns>Paths of the .deb files.</returns>
    /// <exception cref="ImageException">One cannot be had.</exception>
    public async Task<IReadOnlyList<string>> DownloadAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        Prepare();
        ClearDownloads();
        BufferedCommandResult result = await RunAsync("apt-get", ["download", .. packages], cancellationToken, ArchiveDirectory).ConfigureAwait(false);
        string[] files = [.. Directory.EnumerateFiles(ArchiveDirectory, "*.deb")];
        if (result.ExitCode != 0 || files.Length < packages.Count)
            throw AptFailure.Explain($"download {packages[^1]} of suite '{source.Suite}'", result.StandardOutput + result.StandardError, directory);
        return files;
    }

    /// <summary>Downloads packages and unpacks them over each other into a directory; their scripts are not run.</summary>
    /// <exception cref="ImageException">One cannot be had, or the disk is full.</exception>
    public async Task UnpackAsync(IReadOnlyList<string> packages, string directory, CancellationToken cancellationToken)
    {
        try
        {
            foreach (string archive in await DownloadAsync(packages, cancellationToken).ConfigureAwait(false))
                await DebianPackage.UnpackAsync(archive, directory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ClearDownloads();
        }
    }

    /// <summary>Deletes what was downloaded.</summary>
    public void ClearDownloads()
    {
        if (Directory.Exists(ArchiveDirectory))
            Directory.Delete(ArchiveDirectory, recursive: true);
        Directory.CreateDirectory(ArchiveDirectory);
    }

    private Task<BufferedCommandResult> RunAsync(string tool, string[] arguments, CancellationToken cancellationToken, string working = "/") =>
        Tool.RunAsync(tool, arguments, cancellationToken, In("apt.conf"), working);

    private void Prepare()
    {
        try
        {
            foreach (string name in (string[])["lists/partial", "cache/archives/partial", "state", "packages"])
                Directory.CreateDirectory(In(name));
            File.WriteAllText(In("sources.list"), source.Line + "\n");
            File.WriteAllText(In("status"), string.Empty);
            File.WriteAllText(In("apt.conf"), AptConfiguration.Text(directory, machine));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImageException.OfWriting(directory, error);
        }
    }

    // Of a line "Inst libc6 (2.41-12 Debian:13/trixie [amd64])", as --simulate prints them.
    private static string? PackageOf(string line) =>
        line.Split(' ') is ["Inst", var name, ['(', .. var version], ..] ? $"{name}={version}" : null;

    private string In(string name) => Path.Combine(directory, name);
}
