namespace Conformance.Images;

/// <summary>Why a kernel or an initramfs could not be had.</summary>
public enum ImageFault
{
    /// <summary>No kernel of that name is served; the message lists near names.</summary>
    UnknownKernel,

    /// <summary>The mirror could not be reached.</summary>
    NoNetwork,

    /// <summary>The mirror lists the package but does not have it (404).</summary>
    NotServed,

    /// <summary>A repository's signature does not verify against the archive's keyring.</summary>
    BadSignature,

    /// <summary>What arrived is not what the signed index promises: truncated, damaged or replaced.</summary>
    Damaged,

    /// <summary>The disk has no room left.</summary>
    DiskFull,

    /// <summary>The cache directory cannot be written.</summary>
    ReadOnly,

    /// <summary>A file could not be read.</summary>
    Unreadable,

    /// <summary>apt, dpkg or the keyring is missing.</summary>
    MissingTool,

    /// <summary>apt is there, but no Debian archive is configured.</summary>
    NotDebian,

    /// <summary>The file holds no kernel that QEMU can boot.</summary>
    NotAKernel,

    /// <summary>apt failed in a way not listed above; its own words are in the message.</summary>
    Apt,
}

/// <summary>No image. The message says what happened, where, and the next step.</summary>
public sealed class ImageException(ImageFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    // Linux errno values (include/uapi/asm-generic/errno-base.h, errno.h); .NET keeps them in IOException.HResult.
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;

    /// <summary>Which kind of failure.</summary>
    public ImageFault Fault { get; } = fault;

    /// <summary>Says what a failed write means.</summary>
    /// <param name="path">The file or directory that was written.</param>
    internal static ImageException OfWriting(string path, Exception error) => error switch
    {
        IOException { HResult: NoSpace or QuotaExceeded } => DiskIsFull(path, error),
        UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem } => new(
            ImageFault.ReadOnly,
            $"cannot write '{path}': {error.Message} Make the directory writable, or set CONFORMANCE_CACHE to one that is.",
            error),
        _ => new(
            ImageFault.ReadOnly,
            $"cannot write '{path}': {error.Message} Check the directory, or set CONFORMANCE_CACHE to another one.",
            error),
    };

    /// <summary>The disk that holds <paramref name="path"/> is full.</summary>
    internal static ImageException DiskIsFull(string path, Exception? inner = null) => new(
        ImageFault.DiskFull,
        $"no space left on the disk that holds '{path}'. Free about 1 GiB, or set CONFORMANCE_CACHE to a directory on another disk.",
        inner);
}
