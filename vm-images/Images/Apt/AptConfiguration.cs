using CliWrap.Buffered;

namespace Conformance.Images;

/// <summary>
/// The configuration of a private apt. It takes over how the machine reaches its mirror (proxy, certificates, timeouts) and
/// nothing else: no sources, no preferences, no hooks that would work on the system's own files.
/// </summary>
internal static class AptConfiguration
{
    /// <summary>The machine's settings of downloading, as lines of a configuration file.</summary>
    /// <exception cref="ImageException">apt is missing.</exception>
    public static async Task<string> MachineAsync(CancellationToken cancellationToken)
    {
        BufferedCommandResult dump = await Tool.RunAsync("apt-config", ["dump", "Acquire"], cancellationToken).ConfigureAwait(false);
        return OnlyTransport(dump.StandardOutput);
    }

    /// <summary>Leaves out of a dump what says which files to fetch, and what to trust.</summary>
    internal static string OnlyTransport(string dump) => string.Join('\n', dump
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith("Acquire::", StringComparison.Ordinal))
        .Where(line => !line.StartsWith("Acquire::IndexTargets", StringComparison.Ordinal)
            && !line.StartsWith("Acquire::Languages", StringComparison.Ordinal)
            && !line.StartsWith("Acquire::Allow", StringComparison.Ordinal)
            && !line.StartsWith("Acquire::GzipIndexes", StringComparison.Ordinal)));

    /// <summary>The whole file.</summary>
    /// <param name="directory">Root of the private apt.</param>
    /// <param name="machine">What <see cref="MachineAsync"/> gave.</param>
    public static string Text(string directory, string machine) =>
        $"""
        {machine}
        Dir::Etc::main "{directory}/none";
        Dir::Etc::parts "{directory}/none";
        Dir::Etc::sourcelist "{directory}/sources.list";
        Dir::Etc::sourceparts "{directory}/none";
        Dir::Etc::preferences "{directory}/none";
        Dir::Etc::preferencesparts "{directory}/none";
        Dir::State "{directory}/state";
        Dir::State::lists "{directory}/lists";
        Dir::State::status "{directory}/status";
        Dir::Cache "{directory}/cache";
        Dir::Cache::archives "{directory}/cache/archives";
        // One of apt's two binary caches is enough, and each costs as much as the lists.
        Dir::Cache::srcpkgcache "";
        APT::Architecture "amd64";
        APT::Architectures "amd64";
        Acquire::Languages "none";
        Acquire::GzipIndexes "true";
        Acquire::AllowInsecureRepositories "false";
        Acquire::AllowWeakRepositories "false";
        Acquire::AllowDowngradeToInsecureRepositories "false";
        Acquire::Retries "2";
        // No proxy can reach this machine's own loopback.
        Acquire::http::Proxy::127.0.0.1 "DIRECT";
        // As root apt would give downloads to the user _apt, who may not enter root's cache directory.
        APT::Sandbox::User "root";
        """;
}
