namespace Conformance.Images.Tests;

/// <summary>What <c>--kernels</c> takes beside series and releases.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KernelChoiceTests
{
    private const string Suite = "tests", Rt = "6.12.9+deb13-rt-amd64", Cloud = "6.12.9+deb13-cloud-amd64";

    private readonly TemporaryDirectory directory = new();
    private readonly SettableTime time = new();
    private SigningKey key = null!;
    private TestArchive archive = null!;

    [SetUp]
    public async Task CreateArchiveAsync()
    {
        key = await SigningKey.CreateAsync();
        archive = new TestArchive(directory["archive"], key);
        foreach (string release in (string[])["6.1.0-2-cloud-amd64", Cloud, Rt, "6.12.9+deb13-amd64", "6.16.3+deb13-cloud-amd64", "7.1.3+deb13-cloud-amd64"])
            await archive.AddAsync(Suite, $"linux-image-{release}", release.Split('+', '-')[0] + "-1", release);
        await archive.PublishAsync(Suite);
    }

    [TearDown]
    public async Task RemoveArchiveAsync()
    {
        await key.DisposeAsync();
        directory.Dispose();
    }

    [TestCase("6.12", Cloud)]
    [TestCase("6.12-cloud", Cloud)]
    [TestCase("6.12-rt", Rt)]
    [TestCase("6.12-full", "6.12.9+deb13-amd64")]
    public async Task A_series_takes_a_flavour(string asked, string release)
    {
        (await Store().FetchAsync(asked, null, default)).Release.Should().Be(release);
        (await Store(_ => throw new InvalidOperationException("the mirror was asked")).FetchAsync(asked, null, default)).Release.Should().Be(release);
    }

    [Test]
    public async Task A_range_is_the_series_between_its_ends()
    {
        (await Store().ExpandAsync(["6.2..7.0", "6.1..6.12-rt", "6.12-cloud"], null, default)).Should().Equal("6.12", "6.16", "6.12-rt");
        (await FluentActions.Awaiting(() => Store().ExpandAsync(["6.2..6.11"], null, default)).Should().ThrowAsync<ImageException>()).WithMessage("no series from 6.2 to 6.11*It serves 6.1, 6.12, 6.16, 7.1*");
    }

    [Test]
    public async Task A_file_is_a_bzImage_a_package_or_a_build_tree()
    {
        string image = directory["bzImage"], tree = directory["linux"];
        await File.WriteAllBytesAsync(image, FakeKernel.Of("6.99.0-own"));
        Directory.CreateDirectory(Path.Combine(tree, "arch/x86/boot"));
        File.Copy(image, Path.Combine(tree, "arch/x86/boot/bzImage"));

        (await Store().FetchAsync(image, null, default)).Should().Match<KernelImage>(kernel => kernel.Release == "6.99.0-own" && kernel.Path == image && kernel.Package == "");
        (await Store().FetchAsync(tree, null, default)).Release.Should().Be("6.99.0-own");
        (await Store().FetchAsync(archive.PoolFile($"linux-image-{Rt}", "6.12.9-1"), null, default)).Release.Should().Be(Rt);
        (await FluentActions.Awaiting(() => Store().FetchAsync(directory["archive"], null, default)).Should().ThrowAsync<ImageException>()).WithMessage("*without a built kernel*make bzImage*");
        (await FluentActions.Awaiting(() => Store().FetchAsync("./nothing", null, default)).Should().ThrowAsync<ImageException>()).WithMessage("*cannot read the kernel*");
    }

    [Test]
    public async Task The_table_shows_what_is_cached_available_and_gone_newest_first()
    {
        await Store().FetchAsync("6.1", null, default);
        await Store().FetchAsync("6.16", null, default);
        File.Delete(archive.PoolFile("linux-image-7.1.3+deb13-cloud-amd64", "7.1.3-1"));
        await FluentActions.Awaiting(() => Store().FetchAsync("7.1", null, default)).Should().ThrowAsync<ImageException>();
        KernelCatalogue catalogue = await Store().ListAsync(null, default);
        KernelCatalogue later = catalogue with { Packages = [.. catalogue.Packages.Where(package => package.Series != "6.1")] };

        KernelTable.Of(later, Store().Cached(), [.. Store().Gone]).Select(row => $"{row.Series} {row.Flavour} {row.State}").Should().Equal(
            "7.1 cloud Gone", "6.16 cloud Cached", "6.12 cloud Available", "6.12 full Available", "6.12 rt Available", "6.1 cloud CachedAndGone");
    }

    [Test]
    public async Task The_cache_gives_up_what_was_not_used_for_longest_and_nothing_of_this_hour()
    {
        KernelImage old = await Store().FetchAsync("6.1", null, default);
        time.Now += TimeSpan.FromHours(2);
        KernelImage used = await Store().FetchAsync("6.12", null, default);
        await Store().FetchAsync("6.16", null, default);
        File.SetLastAccessTimeUtc(old.Path, time.Now.UtcDateTime.AddHours(-2));

        (await Store().PruneAsync(0, null, default)).Should().Equal(old.Release);
        File.Exists(old.Path).Should().BeFalse();
        Store().Cached().Select(kernel => kernel.Release).Should().Equal(used.Release, "6.16.3+deb13-cloud-amd64");
    }

    [Test]
    public async Task A_lock_file_names_exactly_one_kernel()
    {
        KernelImage image = await Store().FetchAsync("6.12", null, default);
        string file = directory["out/kernels.lock.json"];
        KernelLock.Add(file, new("6.12", image.Release, image.Sha256, image.Package));

        KernelLock.Entry entry = KernelLock.Read(file).Of("6.12");
        KernelLock.Require(entry, image);
        FluentActions.Invoking(() => KernelLock.Require(entry, image with { Sha256 = new string('0', 64) })).Should().Throw<ImageException>().WithMessage("*is not the kernel of the lock file*");
        FluentActions.Invoking(() => KernelLock.Read(file).Of("6.1")).Should().Throw<ImageException>().WithMessage("the lock file has no kernel '6.1'; it has 6.12.*");
        FluentActions.Invoking(() => KernelLock.Read(directory["none"])).Should().Throw<ImageException>().WithMessage("*no lock file*");
    }

    private KernelStore Store(Func<CancellationToken, Task<IReadOnlyList<AptSource>>>? sources = null) => new(new KernelStoreOptions
    {
        CacheRoot = directory["cache"],
        Sources = sources ?? (_ => Task.FromResult<IReadOnlyList<AptSource>>([archive.Source(Suite)])),
        Time = time,
    });
}
