namespace Conformance.Images.Tests;

public sealed class CacheTests
{
    [TestCase("/own", "/shared", "/home/me", "/own")]
    [TestCase(null, "/shared", "/home/me", "/shared/conformance")]
    [TestCase("", "", "/home/me", "/home/me/.cache/conformance")]
    [TestCase(null, "relative", "/home/me", "/home/me/.cache/conformance")]
    [TestCase(null, null, "", "/tmp/conformance-cache")]
    public void The_cache_lies_where_the_environment_says(string? own, string? shared, string home, string expected)
    {
        string? Variable(string name) => name switch { "CONFORMANCE_CACHE" => own, "XDG_CACHE_HOME" => shared, _ => null };

        CacheDirectory.Choose(Variable, home).Should().Be(Path.IsPathRooted(expected) && home.Length == 0 ? Path.Combine(Path.GetTempPath(), "conformance-cache") : expected);
    }

    [Test]
    public void A_full_disk_is_an_error_that_says_so_and_leaves_the_older_file()
    {
        using TemporaryDirectory directory = new();
        AtomicFile.Write(directory["file"], stream => stream.Write("old"u8));

        FluentActions.Invoking(() => AtomicFile.Write(directory["file"], WriteToFullDevice)).Should().Throw<ImageException>()
            .WithMessage("no space left on the disk*CONFORMANCE_CACHE*").Which.Fault.Should().Be(ImageFault.DiskFull);
        File.ReadAllText(directory["file"]).Should().Be("old");
        Directory.EnumerateFiles(directory.Path).Should().ContainSingle();
    }

    [Test]
    public void A_file_that_its_check_refuses_never_gets_its_name()
    {
        using TemporaryDirectory directory = new();

        FluentActions.Invoking(() => AtomicFile.Write(directory["file"], stream => stream.Write("bad"u8), _ => throw new FormatException("bad")))
            .Should().Throw<FormatException>();
        Directory.EnumerateFileSystemEntries(directory.Path).Should().BeEmpty();
    }

    [Test]
    public void What_a_killed_writer_left_is_removed_after_a_day_and_not_before()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory["old.part"], "");
        File.WriteAllText(directory["file"], "");

        AtomicFile.RemoveLeftovers(directory.Path, DateTimeOffset.UtcNow + TimeSpan.FromHours(23));
        File.Exists(directory["old.part"]).Should().BeTrue();
        AtomicFile.RemoveLeftovers(directory.Path, DateTimeOffset.UtcNow + TimeSpan.FromHours(25));
        Directory.EnumerateFiles(directory.Path).Should().Equal(directory["file"]);
    }

    [Test]
    public async Task A_lock_that_another_holds_is_waited_for_and_that_is_said_once()
    {
        using TemporaryDirectory directory = new();
        Said said = new();
        CacheLock first = await CacheLock.TakeAsync(directory["lock"], said, default);
        said.Sentences.Should().BeEmpty();

        Task<CacheLock> second = CacheLock.TakeAsync(directory["lock"], said, default);
        second.IsCompleted.Should().BeFalse();
        first.Dispose();

        (await second).Dispose();
        said.Sentences.Should().ContainSingle().Which.Should().Contain("another process");
    }

    [Test]
    public async Task A_lock_of_another_process_is_respected()
    {
        using TemporaryDirectory directory = new();
        using CacheLock held = await CacheLock.TakeAsync(directory["lock"], null, default);

        (await Run.ExitCodeAsync("flock", "--nonblock", directory["lock"], "true")).Should().Be(1);
    }

    private static void WriteToFullDevice(Stream stream)
    {
        using FileStream full = File.OpenWrite("/dev/full");
        full.Write("x"u8);
        full.Flush();
    }
}
