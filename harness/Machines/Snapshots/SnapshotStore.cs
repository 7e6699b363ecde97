using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text.Json;

namespace Conformance.Machines.Snapshots;

/// <summary>
/// The saved guests of a cache: a directory each, which appears whole or not at all, and a lock beside it. Whoever restores a guest holds its lock until QEMU has
/// the files open, so a guest that is removed or replaced meanwhile harms nobody.
/// </summary>
/// <param name="root">The cache's directory for them; made when first written to.</param>
/// <param name="limitMiB">Most disk that they may take together.</param>
internal sealed class SnapshotStore(string root, int limitMiB)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    // Contents are read through once a process; afterwards only this process's own mistakes could change them.
    private readonly ConcurrentDictionary<string, bool> _verified = new(StringComparer.Ordinal);

    /// <summary>Directory of a guest.</summary>
    public string PathOf(SnapshotKey key) => Path.Combine(root, key.Name);

    /// <summary>File of its lock.</summary>
    public string LockOf(SnapshotKey key) => LockOf(key.Name);

    /// <summary>Makes the directory for all.</summary>
    public void Create() => Directory.CreateDirectory(root);

    /// <summary>What is kept under a key; <c>null</c> if that is nothing, or not even what it looks like. To be called with the lock.</summary>
    public Snapshot? Find(SnapshotKey key)
    {
        try
        {
            var snapshot = JsonSerializer.Deserialize<Snapshot>(File.ReadAllBytes(Path.Combine(PathOf(key), Snapshot.RecordName)), s_json);
            var memory = new FileInfo(Path.Combine(PathOf(key), Snapshot.MemoryName));

            // Wrong length would have QEMU end at once; a file that is missing it would make, full of zeros.
            return snapshot?.Key == key.Text && memory.Exists && memory.Length == snapshot.Memory.Length ? snapshot : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads the state of its devices.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public byte[] ReadState(SnapshotKey key, Snapshot snapshot)
    {
        var state = File.ReadAllBytes(Path.Combine(PathOf(key), Snapshot.StateName));
        return Convert.ToHexStringLower(XxHash128.Hash(state)) == snapshot.StateHash ? state : throw new InvalidDataException("the state of its devices is damaged");
    }

    /// <summary>Reads its memory through, the first time in this process, and marks it as used.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Verify(SnapshotKey key, Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (_verified.ContainsKey(snapshot.Id))
            return;
        using (var file = File.OpenHandle(Path.Combine(PathOf(key), Snapshot.MemoryName)))
        {
            if (MemoryFile.Read(file, cancellationToken) != snapshot.Memory)
                throw new InvalidDataException("its memory is damaged");
        }

        _verified[snapshot.Id] = true;
        try
        {
            File.SetLastWriteTimeUtc(Path.Combine(PathOf(key), Snapshot.RecordName), DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Only the order in which guests are removed suffers.
        }
    }

    /// <summary>A new directory to save a guest into, which nobody looks at. To be called with the lock taken alone.</summary>
    public string Begin(SnapshotKey key)
    {
        Remove(key);
        return Directory.CreateDirectory($"{PathOf(key)}.part").FullName;
    }

    /// <summary>Writes the record and gives the directory its name; then removes those that were not used for longest, if there is too much.</summary>
    public void Finish(SnapshotKey key, Snapshot snapshot)
    {
        var part = $"{PathOf(key)}.part";
        File.WriteAllBytes(Path.Combine(part, Snapshot.RecordName), JsonSerializer.SerializeToUtf8Bytes(snapshot, s_json));
        Directory.Move(part, PathOf(key));
        Prune(key);
    }

    /// <summary>Removes a guest and what a maker that was killed left of one. To be called with the lock taken alone.</summary>
    public void Remove(SnapshotKey key) => Remove(key.Name);

    private void Remove(string name)
    {
        foreach (var directory in new[] { Path.Combine(root, name), Path.Combine(root, name) + ".part" })
        {
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }
    }

    private void Prune(SnapshotKey kept)
    {
        var guests = new DirectoryInfo(root).GetDirectories()
            .GroupBy(directory => Path.GetFileNameWithoutExtension(directory.Name))
            .Select(group => (Name: group.Key, Used: group.Max(Used), Bytes: group.Sum(Bytes), IsWhole: group.All(directory => directory.Extension.Length == 0)))
            .OrderBy(guest => guest.Used)
            .ToList();
        var sum = guests.Sum(guest => guest.Bytes);
        foreach (var (name, _, bytes, isWhole) in guests.Where(guest => guest.Name != kept.Name))
        {
            if (isWhole && sum <= (long)limitMiB << 20)
                continue;

            // Somebody uses it or makes it now, or else it can go.
            using var alone = SnapshotLock.TryTake(LockOf(name));
            if (alone is null)
                continue;
            Remove(name);
            sum -= bytes;
        }
    }

    private static DateTime Used(DirectoryInfo directory)
    {
        var record = new FileInfo(Path.Combine(directory.FullName, Snapshot.RecordName));
        return record.Exists ? record.LastWriteTimeUtc : DateTime.MinValue;
    }

    /// <summary>What a directory takes, holes not counted; without a record, which a killed maker leaves behind, its files' lengths.</summary>
    private static long Bytes(DirectoryInfo directory)
    {
        try
        {
            return JsonSerializer.Deserialize<Snapshot>(File.ReadAllBytes(Path.Combine(directory.FullName, Snapshot.RecordName)), s_json)!.Memory.Written;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return directory.EnumerateFiles().Sum(file => file.Length);
        }
    }

    private string LockOf(string name) => Path.Combine(root, name + ".lock");
}
