using Conformance.Images;

namespace Conformance.Cli.Doctor;

/// <summary>Looks for where kernels come from: apt, the archive's keys, and a Debian archive among apt's sources.</summary>
public sealed class ArchiveCheck : ICheck
{
    private const string Name = "apt and keyring";

    /// <inheritdoc/>
    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<AptSource> sources = await MachineSources.FindAsync(cancellationToken).ConfigureAwait(false);
            int archives = sources.Select(source => source.Uri).Distinct().Count();
            return new Finding(Name, true, $"{archives} Debian {(archives == 1 ? "archive" : "archives")}, {sources.Count} suites to look into");
        }
        catch (ImageException error)
        {
            string remedy = error.Fault == ImageFault.MissingTool && File.Exists("/usr/bin/apt-get")
                ? "apt-get install debian-archive-keyring"
                : "run on Debian, or copy a filled cache directory here and set CONFORMANCE_CACHE";
            return new Finding(Name, false, error.Message, remedy);
        }
    }
}
