using Conformance.Cli.Doctor;

namespace Conformance.Cli.Tests.Doctor;

public sealed class CheckTests
{
    private string directory = null!;

    [OneTimeSetUp]
    public void Create() => directory = Directory.CreateTempSubdirectory("doctor-").FullName;

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(directory, recursive: true);

    [Test]
    public async Task A_tool_is_found_with_its_version()
    {
        Finding finding = await new ToolCheck("it", Script("good", "echo it version 7.2.22 of it"), "get it").RunAsync(default);

        finding.Should().Be(new Finding("it", true, "7.2.22"));
    }

    [Test]
    public async Task A_tool_that_is_not_there_is_missing_and_the_remedy_is_told()
    {
        Finding finding = await new ToolCheck("it", "no-such-tool", "get it").RunAsync(default);

        finding.Should().Be(new Finding("it", false, "no 'no-such-tool' in PATH", "get it"));
        finding.State.Should().Be("missing");
    }

    [Test]
    public async Task A_tool_that_fails_is_missing_and_its_words_are_repeated()
    {
        Finding finding = await new ToolCheck("it", Script("bad", "echo libx.so is missing >&2; exit 127"), "get it").RunAsync(default);

        finding.Found.Should().BeFalse();
        finding.Detail.Should().Contain("127").And.Contain("libx.so is missing");
    }

    [Test]
    public async Task A_library_without_its_archive_is_missing()
    {
        (await new LibraryCheck("x", "libno-such-thing.a", "no.pc", "get it").RunAsync(default)).Should().Be(new Finding("x", false, "no libno-such-thing.a", "get it"));
    }

    [Test]
    public void The_version_of_a_library_is_read_from_its_description()
    {
        LibraryCheck.VersionIn(["prefix=/usr", "Name: libbpf", "Version: 1.1.2", "Libs: -lbpf"]).Should().Be("1.1.2");
        LibraryCheck.VersionIn(["Name: libbpf"]).Should().BeNull();
    }

    [Test]
    public async Task A_tracer_that_needs_a_loader_is_no_static_tracer()
    {
        Finding finding = await new TracerCheck("/bin/true").RunAsync(default);

        finding.Found.Should().BeFalse();
        finding.Detail.Should().Contain("needs a loader");
    }

    [TestCase(0)]
    [TestCase(63)]
    [TestCase(64)]
    [TestCase(300)]
    public void A_tracer_that_was_cut_off_is_no_executable(int length)
    {
        TracerCheck.IsStatic(File.ReadAllBytes("/bin/true").AsSpan(0, length)).Should().BeNull();
    }

    [Test]
    public void An_executable_without_an_interpreter_is_static()
    {
        byte[] binary = File.ReadAllBytes("/bin/true");
        int headers = (int)BitConverter.ToUInt64(binary, 0x20);
        for (int i = 0; i < BitConverter.ToUInt16(binary, 0x38); i++)
        {
            int at = headers + (i * BitConverter.ToUInt16(binary, 0x36));
            if (BitConverter.ToUInt32(binary, at) == 3)
                binary[at] = 0;
        }

        TracerCheck.IsStatic(binary).Should().BeTrue();
    }

    [Test]
    public async Task A_tracer_that_was_never_built_is_told_how_to_be_built()
    {
        Finding finding = await new TracerCheck(null).RunAsync(default);

        finding.State.Should().Be("absent");
        finding.Remedy.Should().Contain("./conformance run");
    }

    [TestCase(true, "found")]
    [TestCase(false, "absent")]
    public async Task KVM_counts_as_found_only_if_a_guest_ran(bool works, string state)
    {
        (await new KvmCheck(_ => Task.FromResult(new KvmTrialResult(works, "why"))).RunAsync(default)).State.Should().Be(state);
    }

    [TestCase(2L << 30, true)]
    [TestCase((1L << 30) - 1, false)]
    public async Task Room_is_compared_with_what_a_run_needs(long there, bool enough)
    {
        Finding finding = await new RoomCheck("room", 1L << 30, () => (there, "here"), "get more").RunAsync(default);

        finding.Found.Should().Be(enough);
        (finding.Remedy is null).Should().Be(enough);
        finding.Detail.Should().EndWith("GiB here, 1.0 GiB needed");
    }

    [Test]
    public void Available_memory_is_read_from_the_kernel()
    {
        RoomCheck.MemoryIn(["MemTotal: 9 kB", "MemAvailable:   2048 kB"]).Should().Be(2048 * 1024);
        FluentActions.Invoking(() => RoomCheck.MemoryIn(["MemTotal: 9 kB"])).Should().Throw<IOException>();
    }

    private string Script(string name, string body)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }
}
