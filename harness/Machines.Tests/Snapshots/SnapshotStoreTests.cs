using Conformance.Machines.Snapshots;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Snapshots;

/// <summary>The cache of saved guests, with small files in place of a guest.</summary>
[CancelAfter(30_000)]
public class SnapshotStoreTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void SetUp() => _directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public void I_find_what_I_have_kept_until_something_of_it_is_damaged([Values("memory", "state", "about.json", "length")] string damage)
    {
        var (store, key) = (Store(), new SnapshotKey("one"));
        var kept = Keep(store, key, 100);
        store.Find(key).Should().Be(kept);
        store.ReadState(key, kept).Should().Equal(1, 2, 3);
        store.Verify(key, kept, CancellationToken.None);

        var file = Path.Combine(store.PathOf(key), damage == "length" ? "memory" : damage);
        var content = File.ReadAllBytes(file);
        content[content.Length / 2] ^= 1;
        File.WriteAllBytes(file, damage == "length" ? content[..^1] : content);

        FluentActions.Invoking(() =>
        {
            var other = Store();
            var found = other.Find(key) ?? throw new InvalidDataException("not found");
            other.ReadState(key, found);
            other.Verify(key, found, CancellationToken.None);
            if (found != kept)
                throw new InvalidDataException("another record");
        }).Should().Throw<InvalidDataException>();
    }

    [Test]
    public void A_guest_of_another_key_is_not_taken_for_this_one()
    {
        var (store, key, other) = (Store(), new SnapshotKey("one"), new SnapshotKey("other"));
        Keep(store, key, 100);
        Directory.Move(store.PathOf(key), store.PathOf(other));

        store.Find(other).Should().BeNull();
        store.Find(key).Should().BeNull();
    }

    [Test]
    public void What_a_killed_maker_left_is_not_taken_for_a_guest_and_is_removed_by_the_next_who_saves_one()
    {
        var (store, key) = (Store(), new SnapshotKey("one"));
        var part = store.Begin(key);
        File.WriteAllBytes(Path.Combine(part, "memory"), new byte[10]);
        store.Find(key).Should().BeNull();

        Keep(store, new SnapshotKey("other"), 10);

        Directory.Exists(part).Should().BeFalse();
    }

    [Test]
    public void Beyond_the_limit_the_guests_go_that_were_not_used_for_longest_but_none_that_is_in_use()
    {
        var store = Store();
        SnapshotKey[] keys = [new("used now"), new("old"), new("young"), new("new")];
        Keep(store, keys[0], 300);
        using var inUse = SnapshotLock.ShareAsync(store.LockOf(keys[0]), null, CancellationToken.None).Result;
        Keep(store, keys[1], 300);
        Keep(store, keys[2], 300);
        foreach (var (index, key) in keys.SkipLast(1).Index())
            File.SetLastWriteTimeUtc(Path.Combine(store.PathOf(key), "about.json"), DateTime.UtcNow.AddHours(index - 10));

        // The limit is 1 MiB; holes take nothing.
        Keep(store, keys[3], 300);

        keys.Select(key => store.Find(key) is not null).Should().Equal(true, false, true, true);
    }

    [Test]
    public void A_lock_is_shared_by_readers_and_excludes_makers()
    {
        var path = Path.Combine(_directory.Path, "lock");
        using (var one = SnapshotLock.ShareAsync(path, null, CancellationToken.None).Result)
        using (var other = SnapshotLock.ShareAsync(path, null, CancellationToken.None).Result)
            SnapshotLock.TryTake(path).Should().BeNull();

        using var alone = SnapshotLock.TryTake(path);
        alone.Should().NotBeNull();
        using var stop = new CancellationTokenSource(100);
        var said = new List<string>();
        FluentActions.Invoking(() => SnapshotLock.ShareAsync(path, new Said(said), stop.Token).GetAwaiter().GetResult()).Should().Throw<OperationCanceledException>();
        said.Should().ContainSingle().Which.Should().Contain("waiting");
    }

    [Test]
    public void A_copy_of_memory_has_holes_where_pages_are_zero_and_the_same_fingerprint()
    {
        var source = Path.Combine(_directory.Path, "source");
        var bytes = new byte[1 << 20];
        foreach (var page in new[] { 0, 7, 8, 255 })
            bytes[(page * 4096) + page] = 1;
        File.WriteAllBytes(source, bytes);
        var target = Path.Combine(_directory.Path, "target");

        MemoryPrint print;
        using (var from = File.OpenHandle(source))
        using (var to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write))
            print = MemoryFile.Copy(from, to, CancellationToken.None);

        using var copy = File.OpenHandle(target);
        MemoryFile.Read(copy, CancellationToken.None).Should().Be(print);
        (print.Length, print.Written).Should().Be((1 << 20, 4 * 4096));
        File.ReadAllBytes(target).Should().Equal(bytes);

        bytes[4096] = 1;
        File.WriteAllBytes(source, bytes);
        using var changed = File.OpenHandle(source);
        MemoryFile.Read(changed, CancellationToken.None).Should().NotBe(print);
    }

    private SnapshotStore Store()
    {
        var store = new SnapshotStore(Path.Combine(_directory.Path, "guests"), limitMiB: 1);
        store.Create();
        return store;
    }

    private static Snapshot Keep(SnapshotStore store, SnapshotKey key, int kib)
    {
        var directory = store.Begin(key);
        var memory = Path.Combine(directory, "memory");
        File.WriteAllBytes(memory, [.. Enumerable.Repeat((byte)5, kib << 10)]);
        File.WriteAllBytes(Path.Combine(directory, "state"), [1, 2, 3]);
        using var file = File.OpenHandle(memory);
        var hash = Convert.ToHexStringLower(System.IO.Hashing.XxHash128.Hash([1, 2, 3]));
        var snapshot = new Snapshot(Guid.NewGuid().ToString("N"), key.Text, MemoryFile.Read(file, CancellationToken.None), hash);
        store.Finish(key, snapshot);
        return snapshot;
    }

    private sealed class Said(List<string> said) : IProgress<string>
    {
        public void Report(string value) => said.Add(value);
    }
}
