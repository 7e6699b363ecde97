using System.Security.Cryptography;

namespace Conformance.Images;

/// <summary>
/// Other tracers on this machine's disk, each as an archive that a guest unpacks. Those of the distribution come from the machine's own mirror with
/// everything they need, verified like kernels; the system's own packages are neither used nor changed. Several processes may use one cache.
/// </summary>
public sealed class PeerStore(KernelStoreOptions? options = null)
{
    // Versions of one peer, 300 MB each; the index names the newest, and a running guest has what it needs of an older one.
    private const int MostKept = 1;

    private readonly KernelStoreOptions options = options ?? new KernelStoreOptions();

    private string PeerDirectory => Path.Combine(options.CacheRoot, "peers");

    private string IndexPath => Path.Combine(PeerDirectory, "index.json");

    // The private apt roots are shared with the kernels, and so is their lock.
    private string LockPath => Path.Combine(options.CacheRoot, "kernels.lock");

    /// <summary>Gives a package's program, from the cache where it is there.</summary>
    /// <param name="name">Name of the peer in the guest and in the cache (<c>bpftrace-0.23.2</c>).</param>
    /// <param name="package">Name of the package and of its program in /usr/bin.</param>
    /// <param name="version">Upstream version, or its beginning (<c>0.27</c> is the newest 0.27 that any suite serves).</param>
    /// <param name="progress">One short sentence a step.</param>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<PeerImage> FetchAsync(string name, string package, string version, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (FromCache(name, mostAge: options.MaximumAge) is { } known)
            return known;
        try
        {
            using CacheLock taken = await CacheLock.TakeAsync(LockPath, progress, cancellationToken).ConfigureAwait(false);
            return FromCache(name, mostAge: options.MaximumAge)
                ?? await FetchServedAsync(name, package, version, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageException error) when (error.Fault is not (ImageFault.BadSignature or ImageFault.Damaged) && FromCache(name, mostAge: null) is not null)
        {
            PeerImage older = FromCache(name, mostAge: null)!;
            progress?.Report($"{name}: using {package} {older.Version} from the cache; could not look for a newer one: {error.Message}");
            return older;
        }
    }

    /// <summary>Makes a peer of files on this machine: programs of the user's own, with the shared libraries that they ask for.</summary>
    /// <param name="name">Name of the peer in the guest and in the cache.</param>
    /// <param name="files">Paths; the first one is the program.</param>
    /// <exception cref="ImageException">A file or a library is missing, or the cache cannot be written.</exception>
    public PeerImage Pack(string name, IReadOnlyList<string> files)
    {
        const string hint = "Put it beside the program, or link the program statically.";
        Dictionary<string, string> programs = new(StringComparer.Ordinal), libraries = new(StringComparer.Ordinal);
        string? interpreter = null;
        foreach (string file in files.Select(Path.GetFullPath))
        {
            programs[Path.GetFileName(file)] = file;
            (IReadOnlyDictionary<string, string> needed, string? own) = PeerFiles.Of(file, [Path.GetDirectoryName(file)!, .. PeerFiles.DirectoriesOf("/")], "/", hint);
            interpreter ??= own;
            foreach ((string library, string path) in needed)
                libraries.TryAdd(library, path);
        }

        string content = string.Concat(programs.Concat(libraries).OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Key} {HashOf(file.Value)}\n"));
        string archive = Path.Combine(PeerDirectory, $"{name}-{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)))[..16]}.cpio");
        if (!File.Exists(archive))
        {
            AtomicFile.Write(archive, stream => PeerArchive.Write(stream, name, programs, libraries));
            CacheDirectory.Thin(PeerDirectory, $"{name}-*.cpio", MostKept);
        }

        CacheDirectory.Use(archive);
        return Image(name, "", archive, HashOf(archive), Path.GetFileName(files[0]), interpreter);
    }

    private async Task<PeerImage> FetchServedAsync(string name, string package, string version, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        (AptRoot root, string served) = await new PackageSearch(options).NewestAsync(package, version, progress, cancellationToken).ConfigureAwait(false);
        string id = $"{package}={served}";
        if (PeerIndex.Read(IndexPath).Find(name) is { } entry && entry.Package == id && FromCache(name, mostAge: null) is { } same)
        {
            JsonFile.Write(IndexPath, PeerIndex.Read(IndexPath).With(entry with { Checked = options.Time.GetUtcNow() }));
            return same;
        }

        IReadOnlyList<string> closure = await root.ClosureAsync([id], cancellationToken).ConfigureAwait(false);
        progress?.Report($"{name}: downloading {package} {served} with what it needs ({closure.Count} packages, {root.Source.Suite})");
        string tree = Path.Combine(PeerDirectory, $"{Guid.NewGuid():N}.tree");
        try
        {
            await root.UnpackAsync(closure, tree, cancellationToken).ConfigureAwait(false);
            return Keep(name, id, served, tree, Path.Combine(tree, "usr", "bin", package));
        }
        finally
        {
            if (Directory.Exists(tree))
                Directory.Delete(tree, recursive: true);
        }
    }

    private PeerImage Keep(string name, string id, string version, string tree, string program)
    {
        if (!File.Exists(program))
            throw new ImageException(ImageFault.Damaged, $"package {id} has no program /usr/bin/{Path.GetFileName(program)}.");
        (IReadOnlyDictionary<string, string> libraries, string? interpreter) =
            PeerFiles.Of(program, PeerFiles.DirectoriesOf(tree), tree, "The mirror's packages do not fit together now; try again later.");
        string file = $"{name}-{version.Replace(':', '_')}.cpio";
        string path = Path.Combine(PeerDirectory, file);
        Dictionary<string, string> programs = new() { [Path.GetFileName(program)] = program };
        AtomicFile.Write(path, stream => PeerArchive.Write(stream, name, programs, libraries));
        string hash = HashOf(path);
        PeerIndex.Entry entry = new(name, id, version, file, hash, Path.GetFileName(program), interpreter, options.Time.GetUtcNow());
        JsonFile.Write(IndexPath, PeerIndex.Read(IndexPath).With(entry));
        CacheDirectory.Thin(PeerDirectory, $"{name}-*.cpio", MostKept);
        return Image(name, version, path, hash, entry.Program, interpreter);
    }

    private PeerImage? FromCache(string name, TimeSpan? mostAge)
    {
        if (PeerIndex.Read(IndexPath).Find(name) is not { } entry)
            return null;
        TimeSpan age = options.Time.GetUtcNow() - entry.Checked;
        if (mostAge is { } most && (age < TimeSpan.Zero || age > most))
            return null;
        string path = Path.Combine(PeerDirectory, Path.GetFileName(entry.File));
        return File.Exists(path) && HashOf(path) == entry.Sha256 ? Image(name, entry.Version, path, entry.Sha256, entry.Program, entry.Interpreter) : null;
    }

    private static PeerImage Image(string name, string version, string path, string hash, string program, string? interpreter)
    {
        string home = $"{PeerImage.GuestRoot}/{name}";
        return new PeerImage(
            name, version, path, hash, new FileInfo(path).Length, $"{home}/bin/{program}",
            interpreter is null ? null : $"{home}/lib/{Path.GetFileName(interpreter)}", interpreter);
    }

    private static string HashOf(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageFault.Unreadable, $"cannot read '{path}': {error.Message} Check the path.", error);
        }
    }
}
