namespace Conformance.Images.Tests;

/// <summary>The store against a real apt and a small signed archive of the test's own.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KernelStoreTests
{
    private const string Suite = "tests";

    private readonly TemporaryDirectory directory = new();
    private readonly Said said = new();
    private readonly SettableTime time = new();
    private SigningKey key = null!;
    private TestArchive archive = null!;

    private string KernelDirectory => directory["cache/kernels"];

    [SetUp]
    public async Task CreateArchiveAsync()
    {
        key = await SigningKey.CreateAsync();
        archive = new TestArchive(directory["archive"], key);
        await archive.AddAsync(Suite, "linux-image-6.1.0-1-cloud-amd64", "6.1.7-1", "6.1.0-1-cloud-amd64");
        await archive.AddAsync(Suite, "linux-image-6.1.0-2-cloud-amd64-unsigned", "6.1.8-1", "6.1.0-2-cloud-amd64");
        await archive.AddAsync(Suite, "linux-binary-7.3.4+deb13-cloud-amd64", "7.3.4-1", "7.3.4+deb13-cloud-amd64", member: "usr/lib/modules/RELEASE/vmlinuz");
        await archive.PublishAsync(Suite);
    }

    [TearDown]
    public async Task RemoveArchiveAsync()
    {
        await key.DisposeAsync();
        directory.Dispose();
    }

    [Test]
    public async Task I_can_fetch_the_newest_kernel_of_a_series()
    {
        KernelImage image = await Store().FetchAsync("6.1", said, default);

        image.Release.Should().Be("6.1.0-2-cloud-amd64");
        image.Series.Should().Be("6.1");
        image.Package.Should().Be("linux-image-6.1.0-2-cloud-amd64-unsigned=6.1.8-1");
        (await File.ReadAllBytesAsync(image.Path)).Should().Equal(FakeKernel.Of(image.Release));
    }

    [Test]
    public async Task A_kernel_in_the_newer_shape_of_package_is_found_too()
    {
        KernelImage image = await Store().FetchAsync("7.3", said, default);

        image.Release.Should().Be("7.3.4+deb13-cloud-amd64");
    }

    [Test]
    public async Task A_cached_kernel_needs_neither_apt_nor_network()
    {
        KernelImage first = await Store().FetchAsync("6.1", said, default);
        KernelStore offline = Store(_ => throw new InvalidOperationException("the mirror was asked"));

        (await offline.FetchAsync("6.1", said, default)).Should().Be(first);
        (await offline.FetchAsync(first.Release, said, default)).Path.Should().Be(first.Path);
    }

    [Test]
    public async Task A_series_is_looked_up_again_after_a_week_and_an_exact_release_never()
    {
        KernelImage old = await Store().FetchAsync("6.1", said, default);
        await archive.AddAsync(Suite, "linux-image-6.1.0-3-cloud-amd64", "6.1.9-1", "6.1.0-3-cloud-amd64");
        await archive.PublishAsync(Suite);

        time.Now += TimeSpan.FromDays(6);
        (await Store().FetchAsync("6.1", said, default)).Should().Be(old);
        time.Now += TimeSpan.FromDays(2);
        (await Store(_ => throw new InvalidOperationException("the mirror was asked")).FetchAsync(old.Release, said, default)).Path.Should().Be(old.Path);
        (await Store().FetchAsync("6.1", said, default)).Release.Should().Be("6.1.0-3-cloud-amd64");
    }

    [Test]
    public async Task A_refresh_finds_what_is_new_at_once()
    {
        await Store().FetchAsync("6.1", said, default);
        await archive.AddAsync(Suite, "linux-image-6.1.0-3-cloud-amd64", "6.1.9-1", "6.1.0-3-cloud-amd64");
        await archive.PublishAsync(Suite);
        time.Now += TimeSpan.FromSeconds(1);

        await Store().RefreshAsync(said, default);

        (await Store().FetchAsync("6.1", said, default)).Release.Should().Be("6.1.0-3-cloud-amd64");
    }

    [Test]
    public async Task Without_a_mirror_an_older_kernel_of_the_series_is_used_and_that_is_said()
    {
        KernelImage old = await Store().FetchAsync("6.1", said, default);
        time.Now += TimeSpan.FromDays(30);

        KernelStore offline = Store(_ => Task.FromResult<IReadOnlyList<AptSource>>([new("http://127.0.0.1:1/debian", Suite, key.Keyring)]));

        (await offline.FetchAsync("6.1", said, default)).Should().Be(old);
        said.Sentences.Should().ContainSingle(sentence => sentence.StartsWith("6.1: using 6.1.0-2-cloud-amd64 from the cache"));
    }

    [Test]
    public async Task Without_a_mirror_and_without_a_cache_the_error_speaks_of_the_network()
    {
        KernelStore offline = Store(_ => Task.FromResult<IReadOnlyList<AptSource>>([new("http://127.0.0.1:1/debian", Suite, key.Keyring)]));

        await Fails(offline, "6.1", ImageFault.NoNetwork, "*suite 'tests'*cannot be reached*Check the network*");
    }

    [Test]
    public async Task A_kernel_that_was_damaged_on_disk_is_fetched_again()
    {
        KernelImage image = await Store().FetchAsync("6.1", said, default);
        await using (FileStream file = File.OpenWrite(image.Path))
            file.SetLength(4096);

        KernelImage again = await Store().FetchAsync("6.1", said, default);

        again.Should().Be(image);
        (await File.ReadAllBytesAsync(again.Path)).Should().Equal(FakeKernel.Of(again.Release));
    }

    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{\"kernels\":null}")]
    [TestCase("{\"kernels\":[{\"release\":7}],\"newest\":{}}")]
    public async Task A_damaged_index_counts_as_an_empty_one(string content)
    {
        KernelImage image = await Store().FetchAsync("6.1", said, default);
        await File.WriteAllTextAsync(Path.Combine(KernelDirectory, "index.json"), content);
        await File.WriteAllTextAsync(directory["cache/apt/catalogue.json"], content);

        (await Store().FetchAsync("6.1", said, default)).Should().Be(image);
    }

    [Test]
    public async Task Two_stores_that_fill_one_cache_download_once()
    {
        KernelImage[] images = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Store().FetchAsync("7.3", said, default)));

        images.Distinct().Should().ContainSingle();
        said.Sentences.Where(sentence => sentence.Contains("downloading")).Should().ContainSingle();
    }

    [Test]
    public async Task Nothing_but_the_kernel_and_the_index_is_left_in_the_cache()
    {
        KernelImage image = await Store().FetchAsync("6.1", said, default);

        Directory.EnumerateFiles(KernelDirectory).Select(Path.GetFileName).Should().BeEquivalentTo([Path.GetFileName(image.Path), "index.json"]);
        Directory.EnumerateFiles(directory["cache/apt"], "*.deb", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Test]
    public async Task A_tampered_signature_is_an_error_that_names_the_suite_and_the_remedy()
    {
        string text = await File.ReadAllTextAsync(archive.InRelease(Suite));
        await File.WriteAllTextAsync(archive.InRelease(Suite), text.Replace("Label: Tests", "Label: Test5"));

        await Fails(Store(), "6.1", ImageFault.BadSignature, "bad signature*suite 'tests'*debian-archive-keyring*");
        Directory.Exists(KernelDirectory).Should().BeFalse();
    }

    [Test]
    public async Task An_archive_that_another_key_signed_is_refused()
    {
        await using SigningKey other = await SigningKey.CreateAsync();
        await archive.PublishAsync(Suite, other);

        await Fails(Store(), "6.1", ImageFault.BadSignature, "bad signature*suite 'tests'*");
    }

    [Test]
    public async Task An_archive_without_a_signature_is_refused()
    {
        string[] lines = await File.ReadAllLinesAsync(archive.InRelease(Suite));
        string[] unsigned = [.. lines.SkipWhile(line => !line.StartsWith("Origin")).TakeWhile(line => !line.StartsWith("-----BEGIN"))];
        await File.WriteAllLinesAsync(Path.Combine(Path.GetDirectoryName(archive.InRelease(Suite))!, "Release"), unsigned);
        File.Delete(archive.InRelease(Suite));

        await Fails(Store(), "6.1", ImageFault.BadSignature, "bad signature*suite 'tests'*");
    }

    [Test]
    public async Task A_bad_signature_is_an_error_even_where_an_older_kernel_is_cached()
    {
        await Store().FetchAsync("6.1", said, default);
        await using SigningKey other = await SigningKey.CreateAsync();
        await archive.PublishAsync(Suite, other);
        time.Now += TimeSpan.FromDays(8);

        await Fails(Store(), "6.1", ImageFault.BadSignature, "bad signature*");
    }

    [Test]
    public async Task An_index_that_is_not_the_signed_one_is_refused()
    {
        await File.AppendAllTextAsync(Path.Combine(Path.GetDirectoryName(archive.InRelease(Suite))!, "main/binary-amd64/Packages"), "\n");

        await Fails(Store(), "6.1", ImageFault.UnknownKernel, "*suite tests left out*not what the signed index promises*");
    }

    [Test]
    public async Task A_package_that_is_listed_but_gone_gives_way_to_the_next_older_one()
    {
        File.Delete(archive.PoolFile("linux-image-6.1.0-2-cloud-amd64-unsigned", "6.1.8-1"));

        KernelImage image = await Store().FetchAsync("6.1", said, default);

        image.Release.Should().Be("6.1.0-1-cloud-amd64");
        said.Sentences.Should().ContainSingle(sentence => sentence.Contains("linux-image-6.1.0-2-cloud-amd64-unsigned=6.1.8-1") && sentence.Contains("404"));
    }

    [Test]
    public async Task A_release_that_is_listed_but_gone_is_an_error_that_says_404()
    {
        File.Delete(archive.PoolFile("linux-image-6.1.0-2-cloud-amd64-unsigned", "6.1.8-1"));

        await Fails(Store(), "6.1.0-2-cloud-amd64", ImageFault.NotServed, "*linux-image-6.1.0-2-cloud-amd64-unsigned=6.1.8-1*404*");
    }

    [Test]
    public async Task A_truncated_download_is_an_error_and_leaves_nothing_behind()
    {
        await using (FileStream file = File.OpenWrite(archive.PoolFile("linux-image-6.1.0-2-cloud-amd64-unsigned", "6.1.8-1")))
            file.SetLength(file.Length / 2);

        await Fails(Store(), "6.1", ImageFault.Damaged, "*6.1.0-2-cloud-amd64*truncated*Try again*");
        Directory.Exists(KernelDirectory).Should().BeFalse();
    }

    [Test]
    public async Task A_package_whose_kernel_is_none_is_an_error_and_leaves_nothing_behind()
    {
        await archive.AddAsync(Suite, "linux-image-6.9.1-cloud-amd64", "6.9.1-1", "6.9.1-cloud-amd64", new byte[5 * 1024 * 1024]);
        await archive.PublishAsync(Suite);

        await Fails(Store(), "6.9", ImageFault.NotAKernel, "*no bootable x86 kernel*");
        Directory.EnumerateFiles(KernelDirectory).Should().BeEmpty();
    }

    [Test]
    public async Task A_package_that_holds_another_kernel_than_it_says_is_an_error()
    {
        await archive.AddAsync(Suite, "linux-image-6.9.1-cloud-amd64", "6.9.1-1", "6.9.1-cloud-amd64", FakeKernel.Of("6.9.0-evil"));
        await archive.PublishAsync(Suite);

        await Fails(Store(), "6.9", ImageFault.Damaged, "*holds kernel '6.9.0-evil'*");
    }

    [Test]
    public async Task A_package_without_a_kernel_is_an_error()
    {
        await archive.AddAsync(Suite, "linux-image-6.9.1-cloud-amd64", "6.9.1-1", "6.9.1-cloud-amd64", member: "usr/share/doc/vmlinuz-RELEASE");
        await archive.PublishAsync(Suite);

        await Fails(Store(), "6.9", ImageFault.Damaged, "*no kernel could be taken out*");
    }

    [Test]
    public async Task A_suite_that_is_not_served_is_left_out_with_a_word_and_the_others_kept()
    {
        KernelStore store = Store(_ => Task.FromResult<IReadOnlyList<AptSource>>([archive.Source("nowhere"), archive.Source(Suite)]));

        (await store.FetchAsync("6.1", said, default)).Release.Should().Be("6.1.0-2-cloud-amd64");
        said.Sentences.Should().Contain("suite nowhere is not served by this mirror");
    }

    [Test]
    public async Task An_unknown_name_is_an_error_with_near_names()
    {
        await Fails(Store(), "6.11", ImageFault.UnknownKernel, "no kernel '6.11'*Near names: 6.1,*kernels list*");
    }

    [Test]
    public async Task The_words_default_and_all_become_series()
    {
        KernelStore store = Store();

        (await store.ExpandAsync(["default"], said, default)).Should().Equal(KernelSeries.Default);
        (await store.ExpandAsync([" 7.3", "all", ""], said, default)).Should().Equal("7.3", "6.1");
    }

    [Test]
    public async Task A_cache_that_cannot_be_written_is_an_error_with_a_way_out()
    {
        KernelStore store = new(new KernelStoreOptions { CacheRoot = "/proc/conformance", Sources = Sources });

        await Fails(store, "6.1", ImageFault.ReadOnly, "cannot write '/proc/conformance*CONFORMANCE_CACHE*");
    }

    private KernelStore Store(Func<CancellationToken, Task<IReadOnlyList<AptSource>>>? sources = null) =>
        new(new KernelStoreOptions { CacheRoot = directory["cache"], Sources = sources ?? Sources, Time = time });

    private Task<IReadOnlyList<AptSource>> Sources(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AptSource>>([archive.Source(Suite)]);

    private async Task Fails(KernelStore store, string asked, ImageFault fault, string message)
    {
        Func<Task> fetch = () => store.FetchAsync(asked, said, default);
        (await fetch.Should().ThrowAsync<ImageException>().WithMessage(message)).Which.Fault.Should().Be(fault);
    }
}
