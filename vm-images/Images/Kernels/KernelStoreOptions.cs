namespace Conformance.Images;

/// <summary>How a <see cref="KernelStore"/> works. The defaults are right for everybody but tests.</summary>
public sealed record KernelStoreOptions
{
    /// <summary>Where everything is kept.</summary>
    public string CacheRoot { get; init; } = CacheDirectory.Default;

    /// <summary>
    /// How long a series keeps standing for the kernel that was its newest. Within this time nothing is asked of the network,
    /// so that runs of one week are comparable and work offline.
    /// </summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Most bytes that kernels may take; those that were not used for longest give way.</summary>
    public long MostBytes { get; init; } = 2L << 30;

    /// <summary>Where kernels are sought.</summary>
    public Func<CancellationToken, Task<IReadOnlyList<AptSource>>> Sources { get; init; } = MachineSources.FindAsync;

    /// <summary>What time it is.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
