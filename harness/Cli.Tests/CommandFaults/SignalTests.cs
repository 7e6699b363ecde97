using System.Text.Json;

namespace Conformance.Cli.Tests.CommandFaults;

/// <summary>The program is stopped in the middle of a run on a real guest. One guest is saved for all of them.</summary>
[CancelAfter(300_000)]
public sealed class SignalTests
{
    /// <summary>The suite with the most measurements: a run that is signalled at its first result must not have ended by then, however fast the machine is.</summary>
    private const string Long = "same-hook";
    private const string One = "fentry/hrtimer_nanosleep/2-probes/1-thread";

    private readonly Scene _scene = new();
    private string _kernel = "";

    [OneTimeSetUp]
    public async Task SetUp() => _kernel = await Scene.KernelAsync(CancellationToken.None);

    [OneTimeTearDown]
    public void TearDown() => _scene.Dispose();

    [TestCase("INT", 3)]
    [TestCase("TERM", 3)]
    [TestCase("KILL", 137)]
    public async Task A_run_that_is_stopped_keeps_what_it_has_and_leaves_nothing_running(string signal, int exitCode, CancellationToken cancellationToken)
    {
        var mounts = await File.ReadAllTextAsync("/proc/self/mounts", cancellationToken);
        using var run = CommandRun.Start(_scene, _scene.New(signal), "--kernels", _kernel, "--suites", Long);

        await run.HasResultsAsync(1, cancellationToken);
        run.Signal(signal);
        (await run.EndAsync(cancellationToken)).Should().Be(exitCode, run.Said);

        await _scene.IsQuietAsync(cancellationToken);
        run.TemporaryFiles.Should().BeEmpty();
        (await File.ReadAllTextAsync("/proc/self/mounts", cancellationToken)).Should().Be(mounts);
        run.Outcomes.Should().NotBeEmpty().And.OnlyContain(outcome => outcome == "pass" || outcome == "unsupported", "a case that was cut short has no result");
        if (signal != "KILL")
        {
            Info(run).GetProperty("interrupted").GetBoolean().Should().BeTrue();
            File.Exists(Path.Combine(run.Output, "report.html")).Should().BeTrue("what was measured is shown");
            run.Said.Should().Contain("stopping").And.NotContain("   at ");
        }

        var kept = run.Keys.ToArray();
        using var next = CommandRun.Start(_scene, run.Output, "--resume", run.Output, "--suites", Long, "--cases", One);
        (await next.EndAsync(cancellationToken)).Should().Be(0, next.Said);
        next.Keys.Should().OnlyHaveUniqueItems().And.StartWith(kept).And.Contain(key => key.Contains(One));
        Info(next).GetProperty("targets")[0].GetProperty("description").GetString().Should().EndWith(", restored", "the saved guest was not harmed");
    }

    private static JsonElement Info(CommandRun run) => JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Output, "run.json"))).RootElement;
}
