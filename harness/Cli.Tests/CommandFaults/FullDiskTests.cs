namespace Conformance.Cli.Tests.CommandFaults;

/// <summary>The disk fills up while a kernel is fetched, or while results are written.</summary>
[CancelAfter(300_000)]
public sealed class FullDiskTests
{
    private const string One = "fentry/hrtimer_nanosleep/2-probes/1-thread";

    [Test]
    public async Task A_kernel_that_does_not_fit_is_an_error_of_its_own_cases_and_others_run(CancellationToken cancellationToken)
    {
        using var scene = new Scene();
        var kernel = await Scene.KernelAsync(cancellationToken);

        // Room for the guest's files, not for the mirror's lists.
        scene.Disk(scene.Cache, "size=16m");
        using var run = CommandRun.Start(scene, scene.New("out"), "--kernels", $"6.12,{kernel}", "--cases", One, "--saved-guests-mib", "0");

        (await run.EndAsync(cancellationToken)).Should().Be(3, run.Said);

        run.Outcomes.Distinct().Should().BeEquivalentTo("pass", "error");
        run.ReasonsOf("error").Should().OnlyContain(reason => reason.StartsWith("setup") && reason.Contains("no space left"));
        run.Said.Should().NotContain("   at ");
        run.TemporaryFiles.Should().BeEmpty();
        scene.Running().Should().BeEmpty();
    }

    [Test]
    public async Task Results_that_do_not_fit_stop_the_run_and_it_goes_on_once_there_is_room(CancellationToken cancellationToken)
    {
        using var scene = new Scene();
        var kernel = await Scene.KernelAsync(cancellationToken);
        var output = scene.Disk(scene.New("out"), "size=160k");
        string[] cases = ["--suites", "same-hook", "--cases", "f*/hrtimer_nanosleep/*-probes/*"];
        using var run = CommandRun.Start(scene, output, ["--kernels", kernel, .. cases]);

        (await run.EndAsync(cancellationToken)).Should().Be(3, run.Said);
        run.Said.Should().ContainEquivalentOf("no space left").And.Contain("--resume").And.NotContain("   at ");
        var kept = run.Keys.ToArray();
        run.Outcomes.Should().OnlyContain(outcome => outcome == "pass");
        run.TemporaryFiles.Should().BeEmpty();
        scene.Running().Should().BeEmpty();

        scene.Disk(output, "remount,size=64m");
        using var next = CommandRun.Start(scene, output, ["--resume", output, .. cases]);
        (await next.EndAsync(cancellationToken)).Should().Be(0, next.Said);
        next.Keys.Should().OnlyHaveUniqueItems().And.StartWith(kept).And.HaveCountGreaterThan(kept.Length);
    }
}
