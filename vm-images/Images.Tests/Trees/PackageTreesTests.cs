namespace Conformance.Images.Tests;

/// <summary>Unpacked packages from a real apt and a small signed archive of the test's own.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PackageTreesTests
{
    private const string Suite = "tests";

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
        await archive.AddFilesAsync(Suite, "libtool", "1", "", ("usr/lib/libtool.so", [1]));
        await archive.AddFilesAsync(Suite, "tool", "1.0-1", "libtool", ("usr/bin/tool", [2]));
        await archive.AddFilesAsync(Suite, "helper", "1", "", ("usr/bin/helper", [3]));
        await archive.AddFilesAsync(Suite, "other", "1", "", ("usr/bin/other", [4]));
        await archive.PublishAsync(Suite);
    }

    [TearDown]
    public async Task RemoveArchiveAsync()
    {
        await key.DisposeAsync();
        directory.Dispose();
    }

    [Test]
    public async Task A_program_comes_with_what_it_needs_and_what_was_asked_for_and_nothing_else()
    {
        string tree = await Trees().ProgramsAsync("tool", ["helper"], said, default);

        Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(tree, file))
            .Should().BeEquivalentTo("usr/bin/tool", "usr/lib/libtool.so", "usr/bin/helper");
        Directory.EnumerateFileSystemEntries(directory["cache/trees"]).Should().Equal(tree);
    }

    [Test]
    public async Task A_tree_is_fetched_once_and_goes_when_nobody_has_used_it_for_a_week()
    {
        string tool = await Trees().ProgramsAsync("tool", [], said, default);
        Directory.Delete(directory["archive/pool"], recursive: true);
        (await Trees().ProgramsAsync("tool", [], said, default)).Should().Be(tool);
        (await FluentActions.Awaiting(() => Trees().ProgramsAsync("other", [], said, default)).Should().ThrowAsync<ImageException>()).Where(error => error.Fault == ImageFault.NotServed);
        Directory.EnumerateFileSystemEntries(directory["cache/trees"]).Should().Equal(tool);

        time.Now += TimeSpan.FromDays(8);
        await FluentActions.Awaiting(() => Trees().ProgramsAsync("other", [], said, default)).Should().ThrowAsync<ImageException>();
        Directory.Exists(tool).Should().BeFalse();
    }

    [TestCase("linux-image-6.12.1-cloud-amd64", false, TestName = "A_kernel_brings_the_modules_of_its_package")]
    [TestCase("linux-binary-7.3.4-cloud-amd64", true, TestName = "A_kernel_brings_the_modules_of_their_own_package")]
    public async Task A_kernel_brings_its_modules(string package, bool apart)
    {
        string release = KernelPackage.ReleaseOf(package)!, modules = $"usr/lib/modules/{release}/kernel/one.ko";
        (string, byte[]) kernel = ($"boot/vmlinuz-{release}", [.. FakeKernel.Of(release), .. new byte[5 << 20]]);
        await archive.AddFilesAsync(Suite, package, "1", "", apart ? [kernel] : [kernel, (modules, [1])]);
        if (apart)
            await archive.AddFilesAsync(Suite, $"linux-modules-{release}", "1", "", (modules, [1]));
        await archive.PublishAsync(Suite);
        KernelImage image = await new KernelStore(Options()).FetchAsync(release, said, default);

        string tree = await Trees().KernelAsync(image.Package, said, default);

        File.Exists(Path.Combine(tree, modules)).Should().BeTrue();
        File.Exists(Path.Combine(tree, $"boot/vmlinuz-{release}")).Should().BeTrue();
    }

    [Test]
    public async Task A_kernel_of_the_users_own_has_no_modules_to_fetch()
    {
        (await FluentActions.Awaiting(() => Trees().KernelAsync("", said, default)).Should().ThrowAsync<ImageException>()).WithMessage("*has no package*");
    }

    private PackageTrees Trees() => new(Options());

    private KernelStoreOptions Options() => new()
    {
        CacheRoot = directory["cache"],
        Sources = _ => Task.FromResult<IReadOnlyList<AptSource>>([archive.Source(Suite)]),
        Time = time,
    };
}
