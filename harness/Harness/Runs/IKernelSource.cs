namespace Conformance.Harness.Runs;

/// <summary>Where lanes get their kernels from.</summary>
public interface IKernelSource
{
    /// <summary>Finds the kernel in the cache or downloads it.</summary>
    /// <param name="asked">What the user wrote (<c>6.12</c>).</param>
    /// <param name="progress">Short words.</param>
    /// <exception cref="Exception">It cannot be had; the message says why and what to do, and becomes the lane's <c>setup</c> error.</exception>
    Task<BootKernel> FetchAsync(string asked, IProgress<string>? progress, CancellationToken cancellationToken);
}

/// <summary>A kernel that can be booted.</summary>
/// <param name="Release">What <c>uname -r</c> will print, by the package's word.</param>
/// <param name="ImagePath">Path of the bootable image.</param>
public sealed record BootKernel(string Release, string ImagePath)
{
    /// <summary>Hash of the image, lower-case hexadecimal; empty if nobody took it.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Name and version of the package it came from; empty for a file.</summary>
    public string Package { get; init; } = "";
}
