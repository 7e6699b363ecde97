namespace Conformance.Images;

/// <summary>
/// The tracing scripts (<c>*.bt</c>) that a distribution's package ships, fetched from the machine's own mirror and verified like kernels. Only the package itself is
/// unpacked, not what it needs. A version once fetched needs no network again.
/// </summary>
public sealed class ScriptStore(KernelStoreOptions? options = null)
{
    private const string Pattern = "*.bt";

    private readonly KernelStoreOptions options = options ?? new KernelStoreOptions();

    // The private apt roots are shared with the kernels, and so is their lock.
    private string LockPath => Path.Combine(options.CacheRoot, "kernels.lock");

    /// <summary>Gives the scripts of the newest version that a suite serves.</summary>
    /// <param name="package">Name of the package (<c>bpftrace</c>).</param>
    /// <param name="suite">Name of the suite (<c>trixie</c>).</param>
    /// <param name="progress">One short sentence a step.</param>
    /// <exception cref="ImageException">They cannot be had.</exception>
    public async Task<ScriptPackage> FetchAsync(string package, string suite, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
        AptRoot root = await new PackageSearch(options).RootAsync(suite, progress, cancellationToken).ConfigureAwait(false);
        string version = (await root.VersionsAsync(package, cancellationToken).ConfigureAwait(false)).MaxBy(served => served, Comparer<string>.Create(DebianVersion.Compare))
            ?? throw new ImageException(ImageFault.NotServed, $"suite {suite} has no package {package}. Ask the mirror again: ./conformance kernels list --refresh");
        string directory = Path.Combine(options.CacheRoot, "scripts", $"{package}-{version.Replace(':', '_')}");
        if (!Directory.Exists(directory))
            await FetchAsync(root, $"{package}={version}", directory, progress, cancellationToken).ConfigureAwait(false);
        PackagedScript[] scripts =
        [
            .. Directory.EnumerateFiles(directory, Pattern).Order(StringComparer.Ordinal).Select(file => new PackagedScript(Path.GetFileName(file), File.ReadAllText(file))),
        ];
        return new ScriptPackage(suite, version, scripts);
    }

    /// <summary>The directory appears whole or not at all, so a broken start leaves nothing that looks fetched.</summary>
    private static async Task FetchAsync(AptRoot root, string id, string directory, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report($"downloading {id} ({root.Source.Suite})");
        string tree = $"{directory}.{Guid.NewGuid():N}.tree", part = $"{directory}.{Guid.NewGuid():N}.part";
        try
        {
            await root.UnpackAsync([id], tree, cancellationToken).ConfigureAwait(false);
            Directory.CreateDirectory(part);
            foreach (string file in Directory.EnumerateFiles(tree, Pattern, SearchOption.AllDirectories))
            {
                // A package may link one script by two names.
                if (new FileInfo(file).LinkTarget is null)
                    File.Copy(file, Path.Combine(part, Path.GetFileName(file)), overwrite: true);
            }

            Directory.Move(part, directory);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImageException.OfWriting(directory, error);
        }
        finally
        {
            foreach (string left in (string[])[tree, part])
            {
                if (Directory.Exists(left))
                    Directory.Delete(left, recursive: true);
            }
        }
    }
}
