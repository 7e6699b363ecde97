namespace Conformance.Images.Tests;

public sealed class InitramfsTests
{
    // Any ELF executable does: nothing here runs it.
    private static readonly string Binary = "/bin/true";

    private readonly TemporaryDirectory directory = new();

    [OneTimeTearDown]
    public void Remove() => directory.Dispose();

    [Test]
    public async Task The_tracer_is_init_and_finds_a_console()
    {
        byte[] archive = await File.ReadAllBytesAsync(Images.Initramfs.ForTracer(Binary, directory["list"]));

        string list = await Run.ToolAsync("cpio", ["-t", "-v", "--quiet"], archive);

        list.Should().MatchRegex(@"-rwxr-xr-x .* init\n").And.MatchRegex(@"crw------- .* 5, +1 .* dev/console\n");
        foreach (string mountPoint in (string[])["proc", "sys", "dev", "tmp"])
            list.Should().MatchRegex($"d[rwxt-]+ .* {mountPoint}\n");
    }

    [Test]
    public void The_same_tracer_is_packed_once_and_another_gets_another_file()
    {
        string first = Images.Initramfs.ForTracer(Binary, directory["once"]);
        DateTime written = File.GetLastWriteTimeUtc(first);
        byte[] other = [.. File.ReadAllBytes(Binary), 0];
        File.WriteAllBytes(directory["other"], other);

        Images.Initramfs.ForTracer(Binary, directory["once"]).Should().Be(first);
        File.GetLastWriteTimeUtc(first).Should().Be(written);
        Images.Initramfs.ForTracer(directory["other"], directory["once"]).Should().NotBe(first);
        Directory.EnumerateFiles(directory["once/initramfs"], "*.part").Should().BeEmpty();
    }

    [Test]
    public void Of_many_tracers_those_used_last_are_kept_and_all_of_the_last_day()
    {
        string[] files = [.. Enumerable.Range(0, 8).Select(number =>
        {
            File.WriteAllBytes(directory["tracer"], [.. File.ReadAllBytes(Binary), (byte)number]);
            return Images.Initramfs.ForTracer(directory["tracer"], directory["many"]);
        })];
        files.Should().OnlyContain(file => File.Exists(file), "they are all new");
        foreach ((int age, string file) in files.Index())
            File.SetLastAccessTimeUtc(file, DateTime.UtcNow.AddDays(-2 - age));

        // Using one makes it young; a new one makes room for itself.
        File.WriteAllBytes(directory["tracer"], [.. File.ReadAllBytes(Binary), 7]);
        Images.Initramfs.ForTracer(directory["tracer"], directory["many"]).Should().Be(files[7]);
        File.WriteAllBytes(directory["tracer"], [.. File.ReadAllBytes(Binary), 99]);
        string newest = Images.Initramfs.ForTracer(directory["tracer"], directory["many"]);

        Directory.GetFiles(directory["many/initramfs"]).Should().BeEquivalentTo([newest, files[7], files[0], files[1]]);
    }

    [Test]
    public void A_file_that_nobody_keeps_can_be_read_by_other_processes_and_leaves_no_name()
    {
        using UnlinkedFile file = Images.Initramfs.Unkept(Binary);

        using (System.Diagnostics.Process compare = System.Diagnostics.Process.Start("cmp", [file.Path, Images.Initramfs.ForTracer(Binary, directory["kept"])]))
        {
            compare.WaitForExit();
            compare.ExitCode.Should().Be(0);
        }

        new FileInfo(file.Path).LinkTarget.Should().EndWith("(deleted)");
    }

    [Test]
    public void A_tracer_that_is_not_there_is_an_error_with_its_path()
    {
        FluentActions.Invoking(() => Images.Initramfs.ForTracer("/nowhere/tracer", directory.Path)).Should().Throw<ImageException>()
            .WithMessage("cannot read the tracer '/nowhere/tracer'*./conformance*").Which.Fault.Should().Be(ImageFault.Unreadable);
    }

    [Test]
    public void A_tracer_that_is_no_executable_is_refused_before_a_guest_boots_with_it()
    {
        File.WriteAllText(directory["text"], "#!/bin/sh\n");

        FluentActions.Invoking(() => Images.Initramfs.ForTracer(directory["text"], directory.Path)).Should().Throw<ImageException>().WithMessage("*no ELF executable*");
    }
}
