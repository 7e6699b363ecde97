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

    /// <summary>The configuration with <c>all</c> and <c>default</c> replaced by the series they stand for.</summary>
    /// <exception cref="ImageException">The mirror cannot be asked what <c>all</c> is.</exception>
    public async Task<RunConfiguration> ExpandAsync(RunConfiguration configuration, IProgress<string>? progress, CancellationToken cancellationToken) =>
        configuration with { Kernels = await store.ExpandAsync(configuration.Kernels, progress, cancellationToken).ConfigureAwait(false) };
}
