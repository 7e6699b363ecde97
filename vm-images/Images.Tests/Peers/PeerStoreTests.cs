namespace Conformance.Images.Tests;

/// <summary>Other tracers from a real apt and a small signed archive of the test's own.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PeerStoreTests
{
    private const string Suite = "tests", Library = "usr/lib/x86_64-linux-gnu/";

    private readonly TemporaryDirectory directory = new();
    private readonly SettableTime time = new();
    private readonly Said said = new();
    private SigningKey key = null!;
    private TestArchive archive = null!;

    [SetUp]
    public async Task CreateArchiveAsync()
    {
        key = await SigningKey.CreateAsync();
        archive = new TestArchive(directory["archive"], key);
        await archive.AddFilesAsync(Suite, "libdeep", "1", "", (Library + "libdeep.so.1", FakeElf.Needing(null)), (Library + "ld.so", FakeElf.Needing(null)), (Library + "libunused.so", FakeElf.Needing(null)));
        await archive.AddFilesAsync(Suite, "libone", "1", "libdeep", (Library + "libone.so.1", FakeElf.Needing(null, "libdeep.so.1")));
        await AddTracerAsync("0.27.0-1");
        await archive.PublishAsync(Suite);
    }

    [TearDown]
    public async Task RemoveArchiveAsync()
    {
        await key.DisposeAsync();
        directory.Dispose();
    }

    [Test]
    public async Task A_tracer_comes_with_its_loader_and_every_library_it_needs_and_nothing_else()
    {
        PeerImage image = await FetchAsync("0.27");

        image.Version.Should().Be("0.27.0-1");
        image.Program.Should().Be("/peers/tracy-0.27/bin/tracy");
        image.Loader.Should().Be("/peers/tracy-0.27/lib/ld.so");
        image.Interpreter.Should().Be("/lib64/ld.so");
        string[] members = (await Run.ToolAsync("cpio", ["--list", "--quiet"], await File.ReadAllBytesAsync(image.Archive))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        members.Should().Equal(
            "peers", "peers/tracy-0.27", "peers/tracy-0.27/bin", "peers/tracy-0.27/bin/tracy", "peers/tracy-0.27/lib",
            "peers/tracy-0.27/lib/ld.so", "peers/tracy-0.27/lib/libdeep.so.1", "peers/tracy-0.27/lib/libone.so.1");
        Directory.EnumerateFileSystemEntries(directory["cache/peers"]).Select(Path.GetFileName).Should().BeEquivalentTo(Path.GetFileName(image.Archive), "index.json");
    }

    [Test]
    public async Task A_cached_tracer_needs_no_mirror_and_a_newer_one_is_found_after_a_week()
    {
        PeerImage first = await FetchAsync("0.27");
        await AddTracerAsync("0.27.1-1");
        await archive.PublishAsync(Suite);

        (await Store(_ => throw new InvalidOperationException("the mirror was asked")).FetchAsync("tracy-0.27", "tracy", "0.27", said, default)).Should().Be(first);
        await new KernelStore(Options()).RefreshAsync(said, default);
        time.Now += TimeSpan.FromDays(8);
        (await FetchAsync("0.27")).Version.Should().Be("0.27.1-1");
    }

    [Test]
    public async Task An_archive_that_was_damaged_on_disk_is_made_again()
    {
        PeerImage first = await FetchAsync("0.27");
        await File.AppendAllTextAsync(first.Archive, "x");

        (await FetchAsync("0.27")).Sha256.Should().Be(first.Sha256);
    }

    [Test]
    public async Task A_version_that_nobody_serves_is_named_with_those_that_are()
    {
        (await FluentActions.Awaiting(() => FetchAsync("0.2")).Should().ThrowAsync<ImageException>())
            .Where(error => error.Fault == ImageFault.UnknownKernel).WithMessage("no tracy 0.2 at this machine's mirror. It serves 0.27.0.");
    }

    [Test]
    public async Task A_library_that_no_package_has_is_named()
    {
        await archive.AddFilesAsync(Suite, "tracy", "0.28-1", "libone", ("usr/bin/tracy", FakeElf.Needing("/lib64/ld.so", "libgone.so.9")), (Library + "ld.so", FakeElf.Needing(null)));
        await archive.PublishAsync(Suite);

        (await FluentActions.Awaiting(() => FetchAsync("0.28")).Should().ThrowAsync<ImageException>()).WithMessage("*'tracy' needs the library 'libgone.so.9'*");
        Directory.EnumerateFileSystemEntries(directory["cache/peers"]).Should().BeEmpty();
    }

    [Test]
    public async Task Programs_of_the_users_own_are_packed_with_what_lies_beside_them()
    {
        Directory.CreateDirectory(directory["own"]);
        await File.WriteAllBytesAsync(directory["own/mine"], FakeElf.Needing(null, "libmine.so"));
        await File.WriteAllBytesAsync(directory["own/libmine.so"], FakeElf.Needing(null));
        await File.WriteAllTextAsync(directory["own/helper.sh"], "#!/bin/sh\n");

        PeerImage image = Store().Pack("mine", [directory["own/mine"], directory["own/helper.sh"]]);

        image.Program.Should().Be("/peers/mine/bin/mine");
        image.Loader.Should().BeNull();
        string members = await Run.ToolAsync("cpio", ["--list", "--quiet"], await File.ReadAllBytesAsync(image.Archive));
        members.Should().Contain("peers/mine/bin/helper.sh").And.Contain("peers/mine/lib/libmine.so");
    }

    [Test]
    public async Task Archives_are_joined_and_those_of_other_tracers_removed()
    {
        PeerImage image = await FetchAsync("0.27");
        await File.WriteAllTextAsync(directory["a.cpio"], "aaaa");
        await File.WriteAllTextAsync(directory["b.cpio"], "bbbb");

        string first = Initramfs.Joined(directory["a.cpio"], [image.Archive], directory["cache"]);
        string second = Initramfs.Joined(directory["b.cpio"], [image.Archive], directory["cache"]);

        Initramfs.Joined(directory["a.cpio"], [], directory["cache"]).Should().Be(directory["a.cpio"]);
        File.Exists(first).Should().BeFalse();
        (await File.ReadAllBytesAsync(second)).Should().Equal("bbbb"u8.ToArray().Concat(await File.ReadAllBytesAsync(image.Archive)));
    }

    [TestCase("1:0.27.1-1", "0.27", true)]
    [TestCase("0.270-1", "0.27", false)]
    [TestCase("0.27-1", "0.27", true)]
    [TestCase("0.2-1", "0.27", false)]
    public void An_upstream_version_is_told_by_its_numbers(string version, string upstream, bool expected) => DebianVersion.IsOfUpstream(version, upstream).Should().Be(expected);

    [Test]
    public void A_program_that_is_damaged_is_told()
    {
        byte[] elf = FakeElf.Needing(null, "libx.so");
        File.WriteAllBytes(directory["cut"], elf[..^8]);
        File.WriteAllBytes(directory["script"], "#!/bin/sh\n"u8.ToArray());

        FluentActions.Invoking(() => ElfNeeds.Read(directory["cut"])).Should().Throw<ImageException>().Where(error => error.Fault == ImageFault.Damaged);
        ElfNeeds.Read(directory["script"]).Should().BeNull();
    }

    private Task AddTracerAsync(string version) =>
        archive.AddFilesAsync(Suite, "tracy", version, "libone", ("usr/bin/tracy", FakeElf.Needing("/lib64/ld.so", "libone.so.1")), ("usr/share/doc/tracy/long", [1]));

    private Task<PeerImage> FetchAsync(string version) => Store().FetchAsync($"tracy-{version}", "tracy", version, said, default);

    private PeerStore Store(Func<CancellationToken, Task<IReadOnlyList<AptSource>>>? sources = null) => new(sources is null ? Options() : Options() with { Sources = sources });

    private KernelStoreOptions Options() => new()
    {
        CacheRoot = directory["cache"],
        Sources = _ => Task.FromResult<IReadOnlyList<AptSource>>([archive.Source(Suite)]),
        Time = time,
    };
}
