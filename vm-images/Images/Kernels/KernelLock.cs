namespace Conformance.Images;

/// <summary>Exactly which kernels a run used, so that it can be repeated to the byte.</summary>
/// <param name="Kernels">One entry for each name that was asked for.</param>
public sealed record KernelLock(IReadOnlyList<KernelLock.Entry> Kernels)
{
    /// <summary>Name of the file that each run leaves in its directory.</summary>
    public const string FileName = "kernels.lock.json";

    /// <summary>One kernel.</summary>
    /// <param name="Asked">As the user wrote it (<c>6.12</c>, <c>./bzImage</c>).</param>
    /// <param name="Release">What <c>uname -r</c> prints.</param>
    /// <param name="Sha256">Hash of the bootable image.</param>
    /// <param name="Package">Name and version of the package; empty for a file.</param>
    public sealed record Entry(string Asked, string Release, string Sha256, string Package);

    /// <summary>Reads a lock file.</summary>
    /// <exception cref="ImageException">There is none, or it is damaged.</exception>
    public static KernelLock Read(string path) => JsonFile.Read<KernelLock>(path) is { Kernels: not null } file
        ? file
        : throw new ImageException(ImageFault.Unreadable, $"'{path}' is no lock file of kernels. Each run leaves one in its directory ({FileName}).");

    /// <summary>Adds an entry to a lock file, or puts it in the place of an older one; makes the file if need be. The caller sees to it that nobody else does the same.</summary>
    /// <exception cref="ImageException">It cannot be written.</exception>
    public static void Add(string path, Entry entry)
    {
        IReadOnlyList<Entry> old = JsonFile.Read<KernelLock>(path)?.Kernels ?? [];
        JsonFile.Write(path, new KernelLock([.. old.Where(other => other.Asked != entry.Asked), entry]));
    }

    /// <summary>The entry of a name.</summary>
    /// <exception cref="ImageException">There is none.</exception>
    public Entry Of(string asked) => Kernels.FirstOrDefault(entry => entry.Asked == asked) ?? throw new ImageException(
        ImageFault.UnknownKernel,
        $"the lock file has no kernel '{asked}'; it has {string.Join(", ", Kernels.Select(entry => entry.Asked))}. Ask for one of these (--kernels), or run without --kernels-lock.");

    /// <summary>Refuses a kernel that is another one than the entry's.</summary>
    /// <exception cref="ImageException">It is.</exception>
    public static void Require(Entry entry, KernelImage image)
    {
        if (image.Sha256 != entry.Sha256)
        {
            throw new ImageException(
                ImageFault.Damaged,
                $"{entry.Asked}: '{image.Path}' (sha256 {image.Sha256[..12]}…) is not the kernel of the lock file ({entry.Release}, sha256 {entry.Sha256[..Math.Min(12, entry.Sha256.Length)]}…). Bring the old one back, or run without --kernels-lock.");
        }
    }
}
