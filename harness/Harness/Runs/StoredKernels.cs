using Conformance.Harness.Configuration;
using Conformance.Images;

namespace Conformance.Harness.Runs;

/// <summary>Kernels from the image store: cached, or fetched from the mirror.</summary>
public sealed class StoredKernels(KernelStore store) : IKernelSource
{
    /// <inheritdoc/>
    public async Task<BootKernel> FetchAsync(string asked, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var image = await store.FetchAsync(asked, progress, cancellationToken).ConfigureAwait(false);
        return new BootKernel(image.Release, image.Path);
    }

    /// <summary>Replaces <c>all</c> and <c>default</c> by the series they stand for, and checks that every name is cached or served before anything is booted.</summary>
    /// <exception cref="ImageException">There is no such kernel, or the mirror cannot be asked what <c>all</c> is.</exception>
    public async Task<RunConfiguration> ResolveAsync(RunConfiguration configuration, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var names = await store.ExpandAsync(configuration.Kernels, progress, cancellationToken).ConfigureAwait(false);
        var cached = store.Cached();
        var unknown = names.Where(name => !cached.Any(kernel => kernel.Series == name || kernel.Release == name)).ToArray();
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
