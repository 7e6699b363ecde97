using System.Text.Json;

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
    [TestCase("a.bt|b.bt", "*'b.bt'*'a.bt'*")]
    [TestCase("-e|begin { }|a.bt", "*both -e and a file*")]
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

    [Test]
    public async Task A_script_file_that_is_not_there_is_told(CancellationToken cancellationToken)
    {
        var result = await TracerProgram.RunAsync(cancellationToken, "/no/such/script.bt");

        result.ExitCode.Should().Be(Failed);
        result.StandardError.Should().Contain("/no/such/script.bt").And.NotContain("   at ");
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
    public async Task A_script_prints_to_a_file(CancellationToken cancellationToken)
    {
        var path = Path.GetTempFileName();
        try
        {
            var result = await TracerProgram.RunAsync(cancellationToken, "-o", path, "-e", "begin { printf(\"hello\\n\"); }");
            Assume.That(result.StandardError, Does.Not.Contain("EPERM").And.Not.Contain("prog-test-run"), "scripts cannot run here");

            result.ExitCode.Should().Be(Done);
            result.StandardOutput.Should().BeEmpty();
            (await File.ReadAllTextAsync(path, cancellationToken)).Should().Be("Attaching 1 probe...\nhello\n");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
