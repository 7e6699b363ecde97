namespace Conformance.Images;

/// <summary>
/// Packages of the machine's own mirror, unpacked into a directory as they are and verified like kernels: programs that are run from there beside the system's own, and the modules of
/// a kernel. Nothing is installed and no script of a package is run. What was once fetched needs no network again.
/// </summary>
public sealed class PackageTrees(KernelStoreOptions? options = null)
{
    // What nobody has used for so long makes room; a benchmark is not run every day, and a tree takes up to 400 MB.
    private static readonly TimeSpan Unused = TimeSpan.FromDays(7);

    private readonly KernelStoreOptions options = options ?? new KernelStoreOptions();

    private string TreeDirectory => Path.Combine(options.CacheRoot, "trees");

    // The private apt roots are shared with the kernels, and so is their lock.
    private string LockPath => Path.Combine(options.CacheRoot, "kernels.lock");

    /// <summary>A package with everything that it needs, down to the C library and its loader.</summary>
    /// <param name="package">Its name (<c>virtme-ng</c>); the newest version that any suite serves.</param>
    /// <param name="beside">Packages of the same suite that come along.</param>
    /// <param name="progress">One short sentence a step.</param>
    /// <returns>The directory.</returns>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<string> ProgramsAsync(string package, IReadOnlyList<string> beside, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
        (AptRoot root, string version) = await new PackageSearch(options).NewestAsync(package, null, progress, cancellationToken).ConfigureAwait(false);
        string name = string.Join('+', [package, .. beside]);
        return await TreeAsync($"{name}-{version}", root, () => root.ClosureAsync([$"{package}={version}", .. beside], cancellationToken), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A kernel with its modules.</summary>
    /// <param name="id">Name and version of the kernel's package (<see cref="KernelImage.Package"/>).</param>
    /// <param name="progress">One short sentence a step.</param>
    /// <returns>The directory.</returns>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<string> KernelAsync(string id, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        KernelPackage package = (await new KernelStore(options).ListAsync(progress, cancellationToken).ConfigureAwait(false)).Packages.FirstOrDefault(served => served.Id == id)
            ?? throw new ImageException(ImageFault.UnknownKernel, id.Length > 0 ? $"the mirror serves package {id} no longer." : "a kernel of one's own has no package, and its modules are nowhere.");
        using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
        AptRoot root = await new PackageSearch(options).RootAsync(package.Suite, progress, cancellationToken).ConfigureAwait(false);

        IReadOnlyList<string> packages = [.. new[] { package.Id, package.ModulesId }.Distinct()];
        return await TreeAsync($"{package.Name}-{package.Version}", root, () => Task.FromResult(packages), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The directory appears whole or not at all, so a broken start leaves nothing that looks fetched.</summary>
    private async Task<string> TreeAsync(string name, AptRoot root, Func<Task<IReadOnlyList<string>>> choose, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        string tree = Path.Combine(TreeDirectory, name.Replace(':', '_')), part = $"{tree}.{Guid.NewGuid():N}.part";
        try
        {
            Thin(tree);
            if (!Directory.Exists(tree))
            {
                IReadOnlyList<string> packages = await choose().ConfigureAwait(false);
                progress?.Report($"downloading {name} ({packages.Count} packages, {root.Source.Suite})");
                await root.UnpackAsync(packages, part, cancellationToken).ConfigureAwait(false);
                Directory.Move(part, tree);
            }

            Directory.SetLastWriteTimeUtc(tree, options.Time.GetUtcNow().UtcDateTime);
            return tree;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImageException.OfWriting(tree, error);
        }
        finally
        {
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        }
    }

    private void Thin(string wanted)
    {
        Directory.CreateDirectory(TreeDirectory);
        foreach (string old in Directory.EnumerateDirectories(TreeDirectory).Where(directory => directory != wanted))
        {
            if (options.Time.GetUtcNow() - Directory.GetLastWriteTimeUtc(old) > Unused)
                Directory.Delete(old, recursive: true);
        }
    }
}
