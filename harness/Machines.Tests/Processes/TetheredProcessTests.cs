using System.Diagnostics;
using System.Text;
using CliWrap;
using Conformance.Images;
using Conformance.Machines.Processes;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Processes;

[CancelAfter(30_000)]
public class TetheredProcessTests
{
    [Test]
    public async Task I_can_start_a_program_and_read_what_it_says_and_how_it_ended(CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        var error = new StringBuilder();

        await using var process = await TetheredProcess.StartAsync(
            "sh", ["-c", "echo out; echo err >&2; exit 7"], PipeSource.Null, PipeTarget.ToStringBuilder(output), PipeTarget.ToStringBuilder(error));

        (await process.Exited.WaitAsync(cancellationToken)).Should().Be(7);
        output.ToString().Should().Be("out\n");
        error.ToString().Should().Be("err\n");
    }

    [Test]
    public async Task The_process_id_is_the_programs_own(CancellationToken cancellationToken)
    {
        var output = new StringBuilder();

        await using var process = await TetheredProcess.StartAsync(
            "sh", ["-c", "echo $$"], PipeSource.Null, PipeTarget.ToStringBuilder(output), PipeTarget.Null);
        await process.Exited.WaitAsync(cancellationToken);

        output.ToString().Trim().Should().Be($"{process.Id}");
    }

    [Test]
    public async Task A_program_that_a_signal_killed_ends_with_128_and_the_signals_number(CancellationToken cancellationToken)
    {
        await using var process = await TetheredProcess.StartAsync("sh", ["-c", "kill -TERM $$"], PipeSource.Null, PipeTarget.Null, PipeTarget.Null);

        (await process.Exited.WaitAsync(cancellationToken)).Should().Be(128 + 15);
    }

    [Test]
    public async Task Disposing_kills_and_waits_until_it_is_gone()
    {
        var process = await Sleeper();
        var watch = Stopwatch.StartNew();

        await process.DisposeAsync();

        ProcessTable.IsRunning(process.Id).Should().BeFalse();
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task A_missing_program_is_named()
    {
        var start = () => TetheredProcess.StartAsync("no-such-program", [], PipeSource.Null, PipeTarget.Null, PipeTarget.Null);

        (await start.Should().ThrowAsync<FileNotFoundException>()).Which.FileName.Should().Be("no-such-program");
    }

    [Test]
    public async Task It_outlives_the_thread_that_asked_for_it()
    {
        // PR_SET_PDEATHSIG fires when the forking thread ends, and threads of the pool do end.
        TetheredProcess? process = null;
        var thread = new Thread(() => process = Sleeper().GetAwaiter().GetResult());
        thread.Start();
        thread.Join();

        (await ProcessTable.EndsWithinAsync(process!.Id, TimeSpan.FromMilliseconds(500))).Should().BeFalse();
        await process.DisposeAsync();
    }

    [Test]
    public async Task It_does_not_outlive_a_process_that_is_killed()
    {
        using var host = await HostProcess.StartAsync("hold", "sh", "-c", "echo up; exec sleep 300");
        ProcessTable.IsRunning(host.ChildId).Should().BeTrue();

        host.Kill();

        (await ProcessTable.EndsWithinAsync(host.ChildId, TimeSpan.FromSeconds(5))).Should().BeTrue();
    }

    [Test]
    public async Task The_terminals_signals_do_not_reach_it(CancellationToken cancellationToken)
    {
        // Ctrl-C goes to the foreground process group: a child with a session of its own is in none of ours.
        // proc(5), /proc/PID/stat: process id and session are the first and the sixth field.
        var output = new StringBuilder();
        await using var process = await TetheredProcess.StartAsync(
            "sh", ["-c", "cut -d' ' -f1,6 /proc/$$/stat"], PipeSource.Null, PipeTarget.ToStringBuilder(output), PipeTarget.Null);
        await process.Exited.WaitAsync(cancellationToken);

        output.ToString().Should().Be($"{process.Id} {process.Id}\n");
    }

    [Test]
    public async Task A_confined_program_has_no_capability_but_to_read_and_gains_none(CancellationToken cancellationToken)
    {
        var output = new StringBuilder();
        await using var process = await TetheredProcess.StartAsync(
            "grep", ["-E", "CapEff|CapPrm|CapBnd|NoNewPrivs", "/proc/self/status"], PipeSource.Null, PipeTarget.ToStringBuilder(output), PipeTarget.Null, Confinement.Options);
        await process.Exited.WaitAsync(cancellationToken);

        // CAP_DAC_READ_SEARCH is the third bit (include/uapi/linux/capability.h). Without CAP_SETPCAP there was nothing to take away.
        output.ToString().Should().Contain("NoNewPrivs:\t1\n");
        if (Confinement.Options.Contains("--bounding-set"))
            output.ToString().Should().MatchRegex("CapPrm:\t0+4\nCapEff:\t0+4\nCapBnd:\t0+4\n");
    }

    [Test]
    public async Task A_confined_program_opens_a_device_of_a_group_that_it_was_given(CancellationToken cancellationToken)
    {
        if (Confinement.OptionsWith("/dev/null").Count == Confinement.Options.Count)
            Assert.Ignore("this process may not choose groups for its children: they have its own");
        using var directory = new TemporaryDirectory();
        var file = directory.File("device", []);
        await Run("chown", "12345:23456", file);
        await Run("chmod", "0060", file);

        (await Run("sh", "-c", $": <>'{file}'")).Should().Be(0, "root may open everything");
        (await Confined(Confinement.Options)).Should().NotBe(0);
        (await Confined(Confinement.OptionsWith(file))).Should().Be(0);

        Task<int> Confined(IReadOnlyList<string> options) => RunAs(options, "sh", "-c", $": <>'{file}'");
        Task<int> Run(string program, params string[] arguments) => RunAs(null, program, arguments);
        async Task<int> RunAs(IReadOnlyList<string>? options, string program, params string[] arguments)
        {
            await using var process = await TetheredProcess.StartAsync(program, arguments, PipeSource.Null, PipeTarget.Null, PipeTarget.Null, options);
            return await process.Exited.WaitAsync(cancellationToken);
        }
    }

    [Test]
    public async Task A_confined_program_reads_a_file_that_only_this_process_has(CancellationToken cancellationToken)
    {
        using var file = UnlinkedFile.Write(stream => stream.Write("only here"u8));
        var output = new StringBuilder();
        await using var process = await TetheredProcess.StartAsync("cat", [file.Path], PipeSource.Null, PipeTarget.ToStringBuilder(output), PipeTarget.Null, Confinement.Options);
        (await process.Exited.WaitAsync(cancellationToken)).Should().Be(0);

        output.ToString().Should().Be("only here");
    }

    private static Task<TetheredProcess> Sleeper() => TetheredProcess.StartAsync("sleep", ["300"], PipeSource.Null, PipeTarget.Null, PipeTarget.Null);
}
