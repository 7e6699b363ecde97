using Conformance.Harness.Configuration;
using Conformance.Images;

namespace Conformance.Harness.Runs;

/// <summary>Kernels from the image store: cached, or fetched from the mirror; files of the user's own; or exactly those of a lock file.</summary>
/// <param name="store">The store.</param>
/// <param name="locked">Which kernels the names stand for, or <c>null</c>.</param>
public sealed class StoredKernels(KernelStore store, KernelLock? locked = null) : IKernelSource
{
    /// <inheritdoc/>
    public async Task<BootKernel> FetchAsync(string asked, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var entry = locked?.Of(asked);
        var image = await store.FetchAsync(entry is { Package.Length: > 0 } ? entry.Release : asked, progress, cancellationToken).ConfigureAwait(false);
        if (entry is not null)
            KernelLock.Require(entry, image);
        return new BootKernel(image.Release, image.Path) { Sha256 = image.Sha256, Package = image.Package };
    }

    /// <summary>Replaces <c>all</c>, <c>default</c> and ranges by the series they stand for, and checks that every name is a file, cached or served before anything is booted.</summary>
    /// <exception cref="ImageException">There is no such kernel, or the mirror cannot be asked what <c>all</c> is.</exception>
    public async Task<RunConfiguration> ResolveAsync(RunConfiguration configuration, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var names = await store.ExpandAsync(configuration.Kernels, progress, cancellationToken).ConfigureAwait(false);
        if (locked is not null)
        {
            foreach (var name in names)
                locked.Of(name);
            return configuration with { Kernels = names };
        }

        foreach (var file in names.Where(KernelStore.IsFile))
            await store.FetchAsync(file, progress, cancellationToken).ConfigureAwait(false);
        var cached = store.Cached();
        var unknown = names.Where(name => !KernelStore.IsFile(name) && !cached.Any(kernel => kernel.Series == name || kernel.Release == name)).ToArray();
        if (unknown.Length > 0 && await CatalogueAsync(progress, cancellationToken).ConfigureAwait(false) is { } catalogue)
        {
            foreach (var name in unknown)
                catalogue.Candidates(name);
        }

        return configuration with { Kernels = names };
    }

    /// <summary>What is served; <c>null</c> if nobody can say now: then each lane says it of its own kernel, and the cached ones run.</summary>
    private async Task<KernelCatalogue?> CatalogueAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ListAsync(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageException e) when (e.Fault != ImageFault.UnknownKernel)
        {
            return null;
        }
    }
}
