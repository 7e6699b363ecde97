using Conformance.Cli.Doctor;
using Spectre.Console;

namespace Conformance.Cli.Tests.Doctor;

public sealed class DiagnosisTests
{
    private static readonly Finding Found = new("one", true, "1.0");
    private static readonly Finding Missing = new("two", false, "not there", "get it");

    [Test]
    public async Task With_everything_required_found_the_exit_code_is_0_and_what_is_optional_may_be_absent()
    {
        (int code, string text) = await RunAsync(Found, Missing with { Required = false });

        code.Should().Be(0);
        text.Should().Be("found    one               1.0\nabsent   two               not there  -> get it\nEverything that a run needs is there.\n");
    }

    [Test]
    public async Task With_something_required_missing_the_exit_code_is_2_and_the_remedy_is_printed()
    {
        (int code, string text) = await RunAsync(Missing, Found);

        code.Should().Be(2);
        text.Should().StartWith("missing  two               not there  -> get it\n").And.Contain("1 missing;");
    }

    [Test]
    public async Task Every_prerequisite_is_looked_for_on_this_machine()
    {
        IReadOnlyList<ICheck> checks = Diagnosis.Checks(_ => Task.FromResult(new KvmTrialResult(false, "not tried")), null, "/tmp");

        Finding[] findings = await Task.WhenAll(checks.Select(check => check.RunAsync(default)));

        findings.Select(finding => finding.Name).Should().OnlyHaveUniqueItems().And.Contain([".NET SDK", "QEMU", "KVM", "libbpf", "apt and keyring"]);
        findings.Should().OnlyContain(finding => finding.Found || finding.Remedy != null);
        findings.Single(finding => finding.Name == ".NET SDK").Detail.Should().StartWith("10.");
    }

    private static async Task<(int Code, string Text)> RunAsync(params Finding[] findings)
    {
        StringWriter writer = new() { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        int code = await Diagnosis.RunAsync([.. findings.Select(finding => new Fixed(finding))], console, default);
        return (code, writer.ToString());
    }

    private sealed class Fixed(Finding finding) : ICheck
    {
        public Task<Finding> RunAsync(CancellationToken cancellationToken) => Task.FromResult(finding);
    }
}
