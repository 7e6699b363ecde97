using System.Security.Cryptography;

namespace Conformance.Images;

/// <summary>A kernel of the user's own: a bzImage, a package, or a build tree.</summary>
internal static class KernelFile
{
    /// <summary>Where a build leaves its kernel, below the tree (Documentation/kbuild in the kernel's source).</summary>
    private static readonly string[] s_built = ["arch/x86/boot/bzImage", "arch/x86_64/boot/bzImage"];

    /// <summary>Whether a word names a file: it has a slash, or there is such a file and no kernel is called so.</summary>
    public static bool IsPath(string word) =>
        word.Contains('/') || word is "." or ".." || (KernelChoice.Of(word) is null && (File.Exists(word) || Directory.Exists(word)));

    /// <summary>The kernel in it.</summary>
    /// <param name="asked">Path of a bzImage, a .deb, or a build tree.</param>
    /// <param name="cacheDirectory">Where a kernel is put that has to be unpacked first.</param>
    /// <exception cref="ImageException">There is none.</exception>
    public static async Task<KernelImage> ReadAsync(string asked, string cacheDirectory, CancellationToken cancellationToken)
    {
        string path = Path.GetFullPath(asked);
        if (Directory.Exists(path))
        {
            path = s_built.Select(built => Path.Combine(path, built)).FirstOrDefault(File.Exists)
                ?? throw new ImageException(ImageFault.NotAKernel, $"'{asked}' is a directory without a built kernel ({s_built[0]}). Build it there: make bzImage");
        }

        if (path.EndsWith(".deb", StringComparison.Ordinal) && File.Exists(path))
            path = await UnpackAsync(path, cacheDirectory, cancellationToken).ConfigureAwait(false);
        string release = BootImage.ReadRelease(path);
        return new KernelImage(asked, KernelSeries.Of(release) ?? release, release, path, await HashAsync(path, cancellationToken).ConfigureAwait(false), "");
    }

    private static async Task<string> UnpackAsync(string package, string cacheDirectory, CancellationToken cancellationToken)
    {
        using MemoryStream kernel = new();
        await DebianPackage.CopyKernelAsync(package, kernel, cancellationToken).ConfigureAwait(false);
        kernel.Position = 0;
        string path = Path.Combine(cacheDirectory, $"own-{Convert.ToHexStringLower(SHA256.HashData(kernel))[..16]}");
        if (!File.Exists(path))
            AtomicFile.Write(path, kernel.WriteTo);
        return path;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
    }
}
