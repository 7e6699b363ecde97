namespace Conformance.Images;

/// <summary>Looks for a package in all suites of the machine's mirror. Lists that are on disk are used as they are; the catalogue of kernels keeps them fresh.</summary>
/// <param name="options">Where the lists are kept and which suites there are.</param>
internal sealed class PackageSearch(KernelStoreOptions options)
{
    /// <summary>The private apt of one suite.</summary>
    /// <exception cref="ImageException">The mirror has no such suite, or it cannot be reached.</exception>
    public async Task<AptRoot> RootAsync(string suite, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        CatalogueReader reader = await ReaderAsync(cancellationToken).ConfigureAwait(false);
        AptSource source = (await options.Sources(cancellationToken).ConfigureAwait(false)).FirstOrDefault(source => source.Suite == suite)
            ?? throw new ImageException(ImageFault.NotServed, $"this machine's mirror has no suite '{suite}'. Check: apt-get indextargets");
        AptRoot root = reader.Root(source);
        await ListAsync(root, progress, cancellationToken).ConfigureAwait(false);
        return root;
    }

    /// <summary>The suite with the newest version of a package.</summary>
    /// <param name="package">Its name.</param>
    /// <param name="version">Upstream version, or its beginning; <c>null</c>: any.</param>
    /// <param name="progress">One short sentence a step.</param>
    /// <exception cref="ImageException">None is served, or the mirror cannot be reached.</exception>
    public async Task<(AptRoot Root, string Version)> NewestAsync(string package, string? version, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        CatalogueReader reader = await ReaderAsync(cancellationToken).ConfigureAwait(false);
        (AptRoot Root, string Version)? best = null;
        List<string> others = [];
        foreach (AptSource source in await options.Sources(cancellationToken).ConfigureAwait(false))
        {
            AptRoot root = reader.Root(source);
            if (!await HasListAsync(root, progress, cancellationToken).ConfigureAwait(false))
                continue;
            foreach (string served in await root.VersionsAsync(package, cancellationToken).ConfigureAwait(false))
            {
                if (version is not null && !DebianVersion.IsOfUpstream(served, version))
                    others.Add(DebianVersion.UpstreamOf(served));
                else if (best is null || DebianVersion.Compare(served, best.Value.Version) > 0)
                    best = (root, served);
            }
        }

        return best ?? throw new ImageException(
            ImageFault.UnknownKernel,
            $"no {package}{(version is null ? "" : $" {version}")} at this machine's mirror. {(others.Count == 0 ? "It serves none." : $"It serves {string.Join(", ", others.Distinct())}.")}");
    }

    private async Task<CatalogueReader> ReaderAsync(CancellationToken cancellationToken) =>
        new(Path.Combine(options.CacheRoot, "apt"), await AptConfiguration.MachineAsync(cancellationToken).ConfigureAwait(false));

    private static async Task<bool> HasListAsync(AptRoot root, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await ListAsync(root, progress, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ImageException error) when (error.Fault is ImageFault.NotServed)
        {
            return false;
        }
    }

    private static async Task ListAsync(AptRoot root, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (root.HasList)
            return;
        progress?.Report($"asking the mirror for suite {root.Source.Suite}");
        await root.UpdateAsync(cancellationToken).ConfigureAwait(false);
    }
}
