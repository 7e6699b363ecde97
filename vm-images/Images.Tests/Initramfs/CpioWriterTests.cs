using System.Text;

namespace Conformance.Images.Tests;

/// <summary>The archive as GNU cpio sees it.</summary>
public sealed class CpioWriterTests
{
    [Test]
    public async Task Everything_in_an_archive_is_listed_by_cpio_as_it_was_written()
    {
        byte[] archive = Archive(writer =>
        {
            writer.AddDirectory("/dev");
            writer.AddCharacterDevice("dev/console", 5, 1);
            writer.AddDirectory("tmp", 0x3FF);
            writer.AddFile("tmp/three", "abc"u8);
            writer.AddFile("init", new byte[4096], 0x1ED);
            writer.AddSymbolicLink("dev/fd", "/proc/self/fd");
        });

        string list = await Run.ToolAsync("cpio", ["-t", "-v", "--quiet", "--numeric-uid-gid"], archive);

        string[] lines = [.. list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        lines.Should().Equal(
            "drwxr-xr-x 2 0 0 0 Jan 1 1970 dev",
            "crw------- 1 0 0 5, 1 Jan 1 1970 dev/console",
            "drwxrwxrwt 2 0 0 0 Jan 1 1970 tmp",
            "-rw-r--r-- 1 0 0 3 Jan 1 1970 tmp/three",
            "-rwxr-xr-x 1 0 0 4096 Jan 1 1970 init",
            "lrwxrwxrwx 1 0 0 13 Jan 1 1970 dev/fd -> /proc/self/fd");
    }

    [Test]
    public async Task Contents_of_every_length_come_out_of_cpio_as_they_went_in()
    {
        using TemporaryDirectory directory = new();
        byte[][] contents = [.. Enumerable.Range(0, 10).Select(length => Enumerable.Range(1, length).Select(value => (byte)value).ToArray())];
        byte[] archive = Archive(writer =>
        {
            // Names of different lengths, so that headers end at every alignment too.
            for (int i = 0; i < contents.Length; i++)
            {
                writer.AddFile(new string('n', i + 1), contents[i]);
                writer.AddFile(new string('s', i + 1), new MemoryStream(contents[i]));
            }
        });

        await Run.ToolAsync("cpio", ["-i", "--quiet"], archive, directory.Path);

        for (int i = 0; i < contents.Length; i++)
        {
            File.ReadAllBytes(directory[new string('n', i + 1)]).Should().Equal(contents[i]);
            File.ReadAllBytes(directory[new string('s', i + 1)]).Should().Equal(contents[i]);
        }
    }

    [Test]
    public void An_archive_is_made_of_whole_blocks_and_of_the_same_bytes_every_time()
    {
        byte[] archive = Archive(writer => writer.AddFile("init", "abc"u8));

        (archive.Length % 512).Should().Be(0);
        archive.Should().Equal(Archive(writer => writer.AddFile("init", "abc"u8)));
        Encoding.ASCII.GetString(archive).Should().StartWith("070701").And.Contain("TRAILER!!!");
    }

    [Test]
    public void An_entry_without_a_name_is_refused()
    {
        FluentActions.Invoking(() => Archive(writer => writer.AddDirectory("/"))).Should().Throw<ArgumentException>();
    }

    [Test]
    public void A_file_that_shrinks_while_it_is_archived_is_an_error_and_not_a_broken_archive()
    {
        using ShrinkingStream stream = new();

        FluentActions.Invoking(() => Archive(writer => writer.AddFile("init", stream))).Should().Throw<InvalidDataException>().WithMessage("*100 bytes announced, 0 read*");
    }

    private static byte[] Archive(Action<CpioWriter> fill)
    {
        MemoryStream stream = new();
        CpioWriter writer = new(stream);
        fill(writer);
        writer.Finish();
        return stream.ToArray();
    }

    private sealed class ShrinkingStream : MemoryStream
    {
        public override long Length => 100;

        public override int Read(Span<byte> buffer) => 0;
    }
}
