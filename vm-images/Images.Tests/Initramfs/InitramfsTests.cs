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
