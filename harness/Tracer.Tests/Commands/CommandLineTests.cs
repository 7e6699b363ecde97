using System.Text.Json;
using CliWrap.Buffered;

namespace Conformance.Tracer.Tests.Commands;

/// <summary>The command line as users see it.</summary>
[CancelAfter(60_000)]
public sealed class CommandLineTests
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int Usage = 2;

    [TestCase("-e", "*'-e' wants a value*")]
    [TestCase("--nope", "*unknown option '--nope'*")]
    [TestCase("--attach-order=sideways", "*'script' or 'written', not 'sideways'*")]
    [TestCase("-q", "*no script*")]
    [TestCase("-vx", "*unknown option '-x' in '-vx'*")]
    [TestCase("-quiet", "*unknown option '-u' in '-quiet': did you mean '--quiet'*")]
    [TestCase("--dry-rum", "*did you mean '--dry-run'*")]
    [TestCase("--quiet=yes", "*'--quiet' takes no value*'yes'*")]
    [TestCase("--aot|x", "*'--aot' is not supported: *--emit-elf*")]
    [TestCase("-d|trees|-e|begin { }", "*no stage 'trees'*did you mean 'tree'*instructions*")]
    [TestCase("-f|xml|-e|begin { }", "*-f is 'text' or 'json', not 'xml'*")]
    [TestCase("-B|some|-e|begin { }", "*-B is 'line', 'none' or 'full', not 'some'*")]
    [TestCase("-p|init|-e|begin { }", "*-p wants the number of a process, not 'init'*")]
    [TestCase("-p|99999999|-e|begin { }", "*no process 99999999*")]
    [TestCase("-p|1|-c|true|-e|begin { }", "*both -c and -p*")]
    [TestCase("-c|no-such-program|-e|begin { }", "*no program 'no-such-program' in PATH*")]
    [TestCase("-c|/etc/passwd|-e|begin { }", "*'/etc/passwd' may not be executed*")]
    [TestCase("-c|/etc|-e|begin { }", "*'/etc' is a directory*")]
    [TestCase("-c|sh -c 'x|-e|begin { }", "*a ' is not closed*")]
    [TestCase("-c| |-e|begin { }", "*-c wants a command*")]
    [TestCase("-o|/no/such/directory/file|-e|begin { }", "*-o: '/no/such/directory/file' cannot be written*")]
    [TestCase("held-exec", "*for 'tracer -c' alone*")]
    [TestCase("init", "*first process*")]
    [TestCase("agent|--nope", "*--nope*usage*")]
    [TestCase("workload", "*usage*nanosleep*")]
    [TestCase("workload|nanosleep|times", "*'times' is no key=NUMBER*")]
    [TestCase("workload|nanosleep|times=-1", "*times=-1 is outside*")]
    public async Task A_wrong_command_line_is_told_in_a_sentence(string arguments, string message, CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, arguments.Split('|'));

        result.ExitCode.Should().Be(Usage);
        result.StandardError.Should().Match(message).And.NotContain("   at ");
        result.StandardOutput.Should().BeEmpty();
    }

    [Test]
    public async Task No_arguments_at_all_are_a_wrong_command_line(CancellationToken cancellationToken) =>
        (await TracerProgram.RunAsync(cancellationToken)).ExitCode.Should().Be(Usage);

    [TestCase("/no/such/script.bt", "*no file '/no/such/script.bt'*")]
    [TestCase("begin { }", "*no file 'begin { }'*follows -e*")]
    [TestCase("/etc", "*'/etc' is a directory*")]
    [TestCase("/bin/sh", "*'/bin/sh' is a program, not a script*")]
    [TestCase("--emit-elf|/no/such/directory/x.o|-e|begin { }", "*--emit-elf: '/no/such/directory/x.o' cannot be written*")]
    [TestCase("-e|", "*the script has no probe*")]
    public async Task A_script_or_file_that_cannot_be_used_is_told_in_a_sentence(string arguments, string message, CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, arguments.Split('|'));

        result.ExitCode.Should().Be(Failed);
        result.StandardError.Should().Match(message).And.NotContain("   at ");
        result.StandardOutput.Should().BeEmpty();
    }

    [Test]
    public async Task A_serial_port_that_is_not_there_is_told(CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, "agent", "--port", "/dev/no-such-port");

        result.ExitCode.Should().Be(Failed);
        result.StandardError.Should().Contain("/dev/no-such-port: No such file or directory");
    }

    [Test]
    public async Task A_file_that_is_no_serial_port_is_told(CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, "agent", "--port", "/dev/null");

        result.ExitCode.Should().Be(Failed);
        result.StandardError.Should().Contain("/dev/null");
    }

    [Test]
    public async Task I_can_ask_for_help_and_version(CancellationToken cancellationToken)
    {
        (await TracerProgram.RunAsync(cancellationToken, "--help")).StandardOutput.Should().Contain("--attach-order");
        (await TracerProgram.RunAsync(cancellationToken, "-V")).StandardOutput.Should().MatchRegex(@"^tracer v\d+\.\d+\.\d+\n$");
    }

    [Test]
    public async Task I_can_run_a_workload_by_itself(CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, "workload", "nanosleep", "times=2", "threads=3");

        result.ExitCode.Should().Be(Done);
        using var report = JsonDocument.Parse(result.StandardOutput);
        report.RootElement.GetProperty("threads").EnumerateArray().Select(t => t.GetProperty("calls").GetInt32()).Should().Equal(2, 2, 2);
    }

    [Test]
    public async Task A_wrong_script_is_shown_with_its_place(CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, "-e", "begin { nope(1); }");

        result.ExitCode.Should().Be(Failed);
        result.StandardError.Should().Contain("nope").And.Contain("^").And.NotContain("   at ");
    }

    [Test]
    public async Task A_script_prints_to_standard_output(CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, "-q", "-e", "begin { printf(\"hello %s\\n\", \"you\"); @n = 3; }");
        Assume.That(result.StandardError, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");

        result.ExitCode.Should().Be(Done);
        result.StandardOutput.Should().StartWith("hello you\n").And.Contain("@n: 3");
    }

    [Test]
    public async Task A_script_prints_JSON_lines_and_nothing_else_to_standard_output(CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, "-f", "json", "-e", "begin { printf(\"hello\"); @n = 3; }");
        Assume.That(result.StandardError, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");

        result.StandardError.Should().BeEmpty();
        var lines = result.StandardOutput.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        lines.Select(l => l.GetProperty("type").GetString()).Should().Equal("attached_probes", "printf", "map");
    }

    [Test]
    public async Task A_variable_of_the_environment_is_a_setting(CancellationToken cancellationToken)
    {
        var result = await CliWrap.Cli.Wrap("env").WithArguments(["BPFTRACE_PRINT_MAPS_ON_EXIT=maybe", TracerProgram.Path, "-e", "begin { @n = 3; }"])
            .WithValidation(CliWrap.CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);

        result.ExitCode.Should().Be(Failed);
        result.StandardError.Should().Contain("BPFTRACE_PRINT_MAPS_ON_EXIT is 'maybe', but wants true or false");
    }

    [Test]
    public async Task The_script_chooses_the_exit_code(CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, "-q", "-e", "begin { exit(7); }");
        Assume.That(result.StandardError, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");

        result.ExitCode.Should().Be(7);
    }

    [Test]
    public async Task A_script_prints_to_a_file(CancellationToken cancellationToken)
    {
        var path = Path.GetTempFileName();
        try
        {
            var result = await TracerProgram.RunAsync(cancellationToken, "-o", path, "-e", "begin { printf(\"hello\\n\"); }");
            Assume.That(result.StandardError, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");

            result.ExitCode.Should().Be(Done);
            result.StandardOutput.Should().BeEmpty();
            result.StandardError.Should().Be("Attached 1 probe\n");
            (await File.ReadAllTextAsync(path, cancellationToken)).Should().Be("hello\n\n\n");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
