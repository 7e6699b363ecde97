using System.Globalization;
using System.Security.Cryptography;

namespace Conformance.Images;

/// <summary>
/// Kernels on this machine's disk. What is there is never fetched again: a release never, a series not before
/// <see cref="KernelStoreOptions.MaximumAge"/> has passed or <see cref="RefreshAsync"/> was called. A cached kernel needs neither apt nor
/// network. Several processes may use one cache.
/// </summary>
public sealed partial class KernelStore(KernelStoreOptions? options = null)
{
    // A list younger than this is not asked for again because of a name that it does not have, or a package that is gone.
    private static readonly TimeSpan FreshList = TimeSpan.FromMinutes(10);

    private readonly KernelStoreOptions options = options ?? new KernelStoreOptions();

    // Why the mirror could not be asked; kept so that a run on five kernels without a network waits for one time-out and not for five.
    private ImageException? unreachable;

    private string KernelDirectory => Path.Combine(options.CacheRoot, "kernels");

    private string IndexPath => Path.Combine(KernelDirectory, "index.json");

    private string AptDirectory => Path.Combine(options.CacheRoot, "apt");

    private string CataloguePath => Path.Combine(AptDirectory, "catalogue.json");

    private string LockPath => Path.Combine(options.CacheRoot, "kernels.lock");

    /// <summary>Turns what a user writes into names for <see cref="FetchAsync"/>: <c>default</c>, <c>all</c> and ranges become series.</summary>
    /// <param name="asked">Series with or without a flavour, ranges of them, releases, files, <c>default</c> (<see cref="KernelSeries.Default"/>), <c>all</c> (every series the mirror serves).</param>
    /// <exception cref="ImageException">The mirror cannot be asked what <c>all</c> is.</exception>
    public async Task<IReadOnlyList<string>> ExpandAsync(
        IEnumerable<string> asked, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        List<string> names = [];
        foreach (string name in asked.Select(name => name.Trim()).Where(name => name.Length > 0))
        {
            names.AddRange(name switch
            {
                "default" => KernelSeries.Default,
                "all" => (await ListAsync(progress, cancellationToken).ConfigureAwait(false)).Series,
                _ when KernelChoice.RangeOf(name) is { } range => (await ListAsync(progress, cancellationToken).ConfigureAwait(false)).Within(range.First, range.Last),
                _ when KernelChoice.Of(name) is { } choice => [choice.ToString()],
                _ => [name],
            });
        }

        return [.. names.Distinct()];
    }

    /// <summary>What the mirror serves, as of the last time it was asked; asks it when that is too long ago.</summary>
    /// <exception cref="ImageException">It cannot be asked.</exception>
    public async Task<KernelCatalogue> ListAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (ReadCatalogue(options.MaximumAge) is { } known)
            return known;
        using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
        return ReadCatalogue(options.MaximumAge) ?? await UpdateAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the mirror what is new; every series is looked up again after it.</summary>
    /// <exception cref="ImageException">It cannot be asked.</exception>
    public async Task<KernelCatalogue> RefreshAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
        unreachable = null;
        return await UpdateAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The kernels of the cache that are whole, oldest first.</summary>
    public IReadOnlyList<KernelImage> Cached() =>
    [
        .. KernelIndex.Read(IndexPath).Kernels
            .Select(entry => Verified(entry.Release, entry, used: false))
            .OfType<KernelImage>()
            .OrderBy(image => image.Release, Comparer<string>.Create(DebianVersion.Compare)),
    ];

    /// <summary>Whether a word names a file and not a kernel of the mirror.</summary>
    public static bool IsFile(string asked) => KernelFile.IsPath(asked);

    /// <summary>Releases that the mirror listed and did not have when they were asked for.</summary>
    public IReadOnlyList<string> Gone => KernelIndex.Read(IndexPath).Gone ?? [];

    /// <summary>Removes kernels of the cache that were not used for longest, until all take no more than so many bytes; those of this hour are kept, another run may be about to boot them.</summary>
    /// <returns>What was removed.</returns>
    /// <exception cref="ImageException">The cache cannot be written.</exception>
    public async Task<IReadOnlyList<string>> PruneAsync(long mostBytes, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
        return Prune(mostBytes, keep: null);
    }

    private IReadOnlyList<string> Prune(long mostBytes, string? keep)
    {
        KernelIndex index = KernelIndex.Read(IndexPath);
        var known = index.Kernels
            .Select(entry => (entry.Release, File: new FileInfo(Path.Combine(KernelDirectory, Path.GetFileName(entry.File)))))
            .Where(kernel => kernel.File.Exists)
            .OrderByDescending(kernel => kernel.File.LastAccessTimeUtc)
            .ToList();
        long total = 0;
        List<string> removed = [];
        foreach (var (release, file) in known)
        {
            total += file.Length;
            if (total <= mostBytes || release == keep || options.Time.GetUtcNow() - file.LastAccessTimeUtc < TimeSpan.FromHours(1))
                continue;
            total -= file.Length;
            removed.Add(release);
        }

        // The index first: a process that dies between the two leaves a file that nobody names, not a name without a file.
        if (removed.Count > 0)
            JsonFile.Write(IndexPath, index.Without(removed));
        foreach (var (_, file) in known.Where(kernel => removed.Contains(kernel.Release)))
            AtomicFile.Remove(file.FullName);
        return removed;
    }

    // Which kernel was used last. A cache that cannot be written can still be read.
    private void Touch(string path)
    {
        try
        {
            File.SetLastAccessTimeUtc(path, options.Time.GetUtcNow().UtcDateTime);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Gives a kernel, from the cache where it is there.</summary>
    /// <param name="asked">A series (<c>6.12</c>: its newest cloud build; <c>6.12-rt</c>), an exact release (<c>6.12.117+deb13-cloud-amd64</c>), or the path of a bzImage, a .deb or a build tree.</param>
    /// <param name="progress">One short sentence a step.</param>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<KernelImage> FetchAsync(string asked, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (KernelFile.IsPath(asked))
            return await KernelFile.ReadAsync(asked, KernelDirectory, cancellationToken).ConfigureAwait(false);
        if (FromCache(asked, current: true) is { } known)
            return known;
        try
        {
            using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
            return FromCache(asked, current: true) ?? await FetchNewestAsync(asked, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageException error) when (error.Fault is not (ImageFault.BadSignature or ImageFault.Damaged or ImageFault.UnknownKernel)
            && FromCache(asked, current: false) is not null)
        {
            // An older kernel of the series is better than none, as long as it is said. Never where somebody may be tampering.
            KernelImage older = FromCache(asked, current: false)!;
            progress?.Report($"{asked}: using {older.Release} from the cache; could not look for a newer one: {error.Message}");
            return older;
        }
    }

    private async Task<KernelImage> FetchNewestAsync(string asked, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        AtomicFile.RemoveLeftovers(KernelDirectory, options.Time.GetUtcNow());
        KernelCatalogue catalogue = ReadCatalogue(options.MaximumAge) ?? await UpdateAsync(progress, cancellationToken).ConfigureAwait(false);
        bool canRefresh = options.Time.GetUtcNow() - catalogue.Updated > FreshList;
        try
        {
            return await FetchListedAsync(asked, catalogue, !canRefresh, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageException error) when (canRefresh && error.Fault is ImageFault.UnknownKernel or ImageFault.NotServed)
        {
            // The list may simply be older than what is asked for.
            progress?.Report($"{asked}: looking again with a new list");
            catalogue = await UpdateAsync(progress, cancellationToken).ConfigureAwait(false);
            return await FetchListedAsync(asked, catalogue, true, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<KernelImage> FetchListedAsync(
        string asked, KernelCatalogue catalogue, bool takeOlder, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ImageException? gone = null;
        foreach (KernelPackage package in catalogue.Candidates(asked))
        {
            try
            {
                KernelIndex index = KernelIndex.Read(IndexPath);
                KernelImage image = index.Find(package.Release) is { } entry && Verified(asked, entry) is { } there
                    ? there
                    : await DownloadAsync(asked, package, progress, cancellationToken).ConfigureAwait(false);
                if (KernelChoice.Of(asked) is not null)
                {
                    KernelIndex.Choice choice = new(package.Release, options.Time.GetUtcNow());
                    JsonFile.Write(IndexPath, KernelIndex.Read(IndexPath).With(asked, choice));
                }

                return image;
            }
            catch (ImageException error) when (error.Fault is ImageFault.NotServed)
            {
                if (!takeOlder)
                    throw;
                progress?.Report($"{asked}: the mirror lists {package.Id} but does not have it (404); trying the next");
                JsonFile.Write(IndexPath, KernelIndex.Read(IndexPath).WithGone(package.Release, gone: true));
                gone = error;
            }
        }

        throw gone!;
    }

    private async Task<KernelImage> DownloadAsync(
        string asked, KernelPackage package, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        string size = (package.Size / 1048576.0).ToString("F0", CultureInfo.InvariantCulture);
        progress?.Report($"{asked}: downloading {package.Release} ({size} MiB, {package.Suite})");
        return await WithPackageAsync(package.Suite, package.Id, archive => UnpackAsync(asked, package, archive, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    // Does something with a downloaded package, which is gone after it.
    private async Task<T> WithPackageAsync<T>(string suite, string id, Func<string, Task<T>> use, CancellationToken cancellationToken)
    {
        CatalogueReader reader = await ReaderAsync(cancellationToken).ConfigureAwait(false);
        AptSource source = (await options.Sources(cancellationToken).ConfigureAwait(false)).FirstOrDefault(source => source.Suite == suite)
            ?? throw new ImageException(ImageFault.NotServed, $"suite '{suite}' is no longer configured. Run: ./conformance kernels fetch --refresh");
        AptRoot root = reader.Root(source);
        try
        {
            IReadOnlyList<string> archives = await root.DownloadAsync([id], cancellationToken).ConfigureAwait(false);
            return await use(archives[0]).ConfigureAwait(false);
        }
        finally
        {
            root.ClearDownloads();
        }
    }

    private async Task<KernelImage> UnpackAsync(string asked, KernelPackage package, string archive, CancellationToken cancellationToken)
    {
        using MemoryStream kernel = new();
        await DebianPackage.CopyKernelAsync(archive, kernel, cancellationToken).ConfigureAwait(false);
        kernel.Position = 0;
        string hash = Convert.ToHexStringLower(SHA256.HashData(kernel));
        string file = $"vmlinuz-{package.Release}-{hash[..12]}";
        AtomicFile.Write(
            Path.Combine(KernelDirectory, file),
            stream => kernel.WriteTo(stream),
            path => RequireRelease(path, package));
        Touch(Path.Combine(KernelDirectory, file));
        KernelIndex.Entry entry = new(package.Release, file, hash, package.Id, options.Time.GetUtcNow());
        JsonFile.Write(IndexPath, KernelIndex.Read(IndexPath).With(entry).WithGone(package.Release, gone: false));
        Prune(options.MostBytes, keep: package.Release);
        return Image(asked, entry);
    }

    private static void RequireRelease(string path, KernelPackage package)
    {
        string release = BootImage.ReadRelease(path);
        if (release != package.Release)
            throw new ImageException(ImageFault.Damaged, $"package {package.Id} holds kernel '{release}'. Ask for another release (./conformance kernels list).");
    }

    private async Task<KernelCatalogue> UpdateAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (unreachable is not null)
            throw unreachable;
        try
        {
            CatalogueReader reader = await ReaderAsync(cancellationToken).ConfigureAwait(false);
            IReadOnlyList<AptSource> sources = await options.Sources(cancellationToken).ConfigureAwait(false);
            KernelCatalogue catalogue = await reader.ReadAsync(sources, options.Time.GetUtcNow(), progress, cancellationToken).ConfigureAwait(false);
            JsonFile.Write(CataloguePath, catalogue);
            return catalogue;
        }
        catch (ImageException error) when (error.Fault is ImageFault.NoNetwork)
        {
            unreachable = error;
            throw;
        }
    }

    private async Task<CatalogueReader> ReaderAsync(CancellationToken cancellationToken) =>
        new(AptDirectory, await AptConfiguration.MachineAsync(cancellationToken).ConfigureAwait(false));

    private KernelCatalogue? ReadCatalogue(TimeSpan mostAge) =>
        JsonFile.Read<KernelCatalogue>(CataloguePath) is { Packages: not null, Notes: not null } catalogue && IsYoung(catalogue.Updated, mostAge)
            ? catalogue
            : null;

    // A time in the future comes from a clock that was wrong, and says nothing.
    private bool IsYoung(DateTimeOffset time, TimeSpan mostAge)
    {
        TimeSpan age = options.Time.GetUtcNow() - time;
        return age >= TimeSpan.Zero && age <= mostAge;
    }

    /// <param name="current">Whether a series must have been looked up lately; otherwise any kernel that it once stood for will do.</param>
    private KernelImage? FromCache(string asked, bool current)
    {
        KernelIndex index = KernelIndex.Read(IndexPath);
        string? release = asked;
        if (KernelChoice.Of(asked) is not null)
        {
            if (!index.Newest.TryGetValue(asked, out KernelIndex.Choice? choice) || (current && !IsCurrent(choice)))
                return null;
            release = choice.Release;
        }

        return index.Find(release) is { } entry ? Verified(asked, entry) : null;
    }

    private bool IsCurrent(KernelIndex.Choice choice) =>
        IsYoung(choice.Checked, options.MaximumAge)
        && (JsonFile.Read<KernelCatalogue>(CataloguePath) is not { } catalogue || choice.Checked >= catalogue.Updated);

    // A kernel that was damaged on disk would cost hours of looking for a bug in the guest; hashing it takes some milliseconds.
    private KernelImage? Verified(string asked, KernelIndex.Entry entry, bool used = true)
    {
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(KernelDirectory, Path.GetFileName(entry.File)));
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != entry.Sha256)
                return null;
            if (used)
                Touch(stream.Name);
            return Image(asked, entry);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private KernelImage Image(string asked, KernelIndex.Entry entry) => new(
        asked, KernelSeries.Of(entry.Release) ?? entry.Release, entry.Release, Path.Combine(KernelDirectory, entry.File), entry.Sha256, entry.Package);
}
