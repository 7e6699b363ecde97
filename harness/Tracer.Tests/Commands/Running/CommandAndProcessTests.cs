using System.Diagnostics;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Conformance.Tracer.Tests.Commands.Running;

/// <summary>Sessions that follow a command or a process, end by a signal, or lose their reader; on this machine's own kernel.</summary>
[CancelAfter(120_000)]
[NonParallelizable]
public sealed class CommandAndProcessTests
{
    private const string Hello = "begin { printf(\"hello\\n\"); }";

    [Test]
    public async Task A_command_runs_after_begin_and_its_exit_code_is_told(CancellationToken cancellationToken)
    {
        var result = await RunAsync(cancellationToken, "-c", "sh -c 'echo from the child; exit 3'", "-e", Hello + " end { printf(\"end\\n\"); }");

        result.StandardOutput.Should().Be("hello\nfrom the child\nend\n\n\n");
        result.StandardError.Should().Contain("'sh -c 'echo from the child; exit 3'' ended with exit code 3");
        result.ExitCode.Should().Be(0);
    }

    [Test]
    public async Task The_script_knows_the_command_s_process(CancellationToken cancellationToken)
    {
        var result = await RunAsync(cancellationToken, "-q", "-c", "sh -c 'echo $$'", "-e", "begin { printf(\"%d\\n\", cpid); }");

        result.StandardOutput.Should().MatchRegex(@"^(\d+)\n\1\n\n\n$");
    }

    [Test]
    public async Task Without_a_command_there_is_no_such_process(CancellationToken cancellationToken)
    {
        var result = await RunAsync(cancellationToken, "-e", "begin { print(has_cpid); print(cpid); }");
        result.StandardError.Should().Contain("cpid is 0: no command was given with -c");
        result.StandardOutput.Should().StartWith("false\n0\n");
    }

    [Test]
    public async Task A_command_that_a_signal_ends_is_told_so(CancellationToken cancellationToken) =>
        (await RunAsync(cancellationToken, "-c", "sh -c 'kill -9 $$'", "-e", Hello)).StandardError.Should().Contain("was ended by SIGKILL");

    [Test]
    public async Task A_command_is_not_started_if_the_script_is_wrong(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        var result = await RunAsync(cancellationToken, "-c", $"touch {file}", "-e", "begin { nope(); }");

        result.ExitCode.Should().Be(1);
        File.Exists(file).Should().BeFalse();
    }

    [Test]
    public async Task A_dry_run_attaches_and_never_lets_the_command_run(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        var result = await RunAsync(cancellationToken, "--dry-run", "-c", $"touch {file}", "-e", Hello + " end { printf(\"never\\n\"); }");

        result.Should().BeEquivalentTo(new { ExitCode = 0, StandardError = "Attached 2 probes\n" });
        result.StandardOutput.Should().NotContain("never");
        File.Exists(file).Should().BeFalse();
    }

    [Test]
    public async Task A_command_dies_of_a_broken_pipe_as_it_would_alone(CancellationToken cancellationToken)
    {
        // The runtime ignores SIGPIPE; a command that inherited that would write on for ever.
        var result = await RunAsync(cancellationToken, "-c", "sh -c 'yes | head -n 1 >/dev/null; echo ended'", "-e", Hello);

        result.StandardOutput.Should().Contain("ended");
        result.StandardError.Should().NotContain("roken pipe");
    }

    [Test]
    public async Task Output_without_a_reader_ends_the_tracer_quietly(CancellationToken cancellationToken)
    {
        var result = await Shell($"'{TracerProgram.Path}' -q -e '{Hello}' | true; echo ${{PIPESTATUS[0]}}", cancellationToken);
        Assume.That(result.StandardError, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");

        result.StandardOutput.Trim().Should().BeOneOf("141", "0"); // 0 if it had written before the reader ended.
        result.StandardError.Should().BeEmpty();
    }

    [Test]
    public async Task A_full_disk_is_told(CancellationToken cancellationToken)
    {
        Assume.That(File.Exists("/dev/full"));
        var result = await RunAsync(cancellationToken, "-o", "/dev/full", "-e", Hello);

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain("'/dev/full' cannot be written: No space left");
    }

    [Test]
    public async Task Output_to_a_shared_file_goes_behind_what_is_there(CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            var result = await Shell($"{{ echo before; '{TracerProgram.Path}' -q -c 'echo child' -e '{Hello} end {{ printf(\"end\\n\"); }}'; echo after; }} >'{file}'", cancellationToken);
            Assume.That(result.StandardError, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");

            (await File.ReadAllTextAsync(file, cancellationToken)).Should().Be("before\nhello\nchild\nend\n\n\nafter\n");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase("exec")]
    [TestCase("trap '' INT; exec")] // What a shell without job control does to a program that stands before an ampersand.
    public async Task An_interrupt_runs_end_probes_and_ends_the_command(string start, CancellationToken cancellationToken)
    {
        var command = $"{start} '{TracerProgram.Path}' -c 'sleep 1000' -e '{Hello} end {{ printf(\"end\\n\"); }}'";
        using var tracer = Process.Start(new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var attached = await tracer.StandardError.ReadLineAsync(cancellationToken);
        Assume.That(attached, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");
        attached.Should().Be("Attached 2 probes");
        (await tracer.StandardOutput.ReadLineAsync(cancellationToken)).Should().Be("hello");
        var child = int.Parse((await File.ReadAllTextAsync($"/proc/{tracer.Id}/task/{tracer.Id}/children", cancellationToken)).Trim(), System.Globalization.CultureInfo.InvariantCulture);
        using var sleeper = Process.GetProcessById(child);

        (await Cli.Wrap("kill").WithArguments(["-INT", tracer.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]).ExecuteAsync(cancellationToken)).ExitCode.Should().Be(0);

        (await tracer.StandardOutput.ReadToEndAsync(cancellationToken)).Should().Be("end\n\n\n");
        await tracer.WaitForExitAsync(cancellationToken);
        tracer.ExitCode.Should().Be(0);
        await sleeper.WaitForExitAsync(cancellationToken);
    }

    private static async Task<BufferedCommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, arguments);
        Assume.That(result.StandardError, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");
        return result;
    }

    private static async Task<BufferedCommandResult> Shell(string command, CancellationToken cancellationToken) =>
        await Cli.Wrap("bash").WithArguments(["-c", command]).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Encoding.UTF8, cancellationToken);
}
