using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Conformance.Tracer.Tests.Commands;

/// <summary>What somebody sees who may not do everything: real processes with fewer capabilities and lower limits.</summary>
[CancelAfter(120_000)]
public sealed class PrivilegeTests
{
    private const string Script = "begin { @x = 1; printf(\"hello\\n\"); }";

    [Test]
    public async Task Without_capabilities_the_missing_ones_are_named(CancellationToken cancellationToken)
    {
        var result = await RunAsync("setpriv", cancellationToken, "--bounding-set=-sys_admin,-bpf,-perfmon", "--inh-caps=-all", TracerProgram.Path, "-e", Script);

        result.ExitCode.Should().Be(1);
        result.StandardError.Should().Contain("CAP_BPF and CAP_PERFMON are missing").And.Contain("Run as root").And.NotContain("   at ").And.NotContain("does not offer");
        result.StandardError.TrimEnd().Split('\n').Should().ContainSingle("one sentence is enough");
    }

    [Test]
    public async Task Help_needs_no_privileges_and_neither_do_mistakes_of_a_script(CancellationToken cancellationToken)
    {
        (await RunAsync("setpriv", cancellationToken, "--bounding-set=-all", "--inh-caps=-all", TracerProgram.Path, "--help")).ExitCode.Should().Be(0);
        (await RunAsync("setpriv", cancellationToken, "--bounding-set=-all", "--inh-caps=-all", TracerProgram.Path, "-e", "begin { nope(); }")).StandardError.Should().Contain("nope");
    }

    [Test]
    public async Task With_CAP_BPF_and_CAP_PERFMON_alone_scripts_run(CancellationToken cancellationToken)
    {
        var result = await RunAsync("setpriv", cancellationToken, "--bounding-set=-all,+bpf,+perfmon", "--inh-caps=-all", TracerProgram.Path, "-q", "-e", Script);
        Assume.That(result.StandardError, Does.Not.Contain("RLIMIT").And.Not.Contain("locked memory"), "this kernel counts maps as locked memory");
        Assume.That(result.StandardError, Does.Not.Contain("prog-test-run"), "scripts cannot run here");

        result.StandardOutput.Should().StartWith("hello\n");
    }

    private static async Task<BufferedCommandResult> RunAsync(string program, CancellationToken cancellationToken, params string[] arguments)
    {
        Assume.That(Environment.IsPrivilegedProcess, "privileges can only be dropped by root");
        return await Cli.Wrap(program).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Encoding.UTF8, cancellationToken);
    }
}
