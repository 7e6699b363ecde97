namespace Conformance.Cli.Tests.CommandFaults;

/// <summary>Runs that share a cache, at once or one after the other, whole or not writable.</summary>
[CancelAfter(300_000)]
public sealed class SharedCacheTests
{
    private const string One = "fentry/hrtimer_nanosleep/2-probes/1-thread";

    [Test]
    public async Task Two_runs_at_once_on_one_empty_cache_both_work_and_save_one_guest(CancellationToken cancellationToken)
    {
        using var scene = new Scene();
        var kernel = await Scene.KernelAsync(cancellationToken);
        using var first = CommandRun.Start(scene, scene.New("first"), "--kernels", kernel, "--cases", One);
        using var second = CommandRun.Start(scene, scene.New("second"), "--kernels", kernel, "--cases", One);

        (await first.EndAsync(cancellationToken)).Should().Be(0, first.Said);
        (await second.EndAsync(cancellationToken)).Should().Be(0, second.Said);

        first.Keys.Should().BeEquivalentTo(second.Keys).And.NotBeEmpty();
        first.Outcomes.Concat(second.Outcomes).Should().OnlyContain(outcome => outcome == "pass");
        Directory.GetDirectories(Path.Combine(scene.Cache, "guests")).Should().ContainSingle().Which.Should().NotEndWith(".part");
        scene.Running().Should().BeEmpty();
    }

    [Test]
    public async Task A_cache_that_cannot_be_written_any_more_serves_what_it_has(CancellationToken cancellationToken)
    {
        using var scene = new Scene();
        var kernel = await Scene.KernelAsync(cancellationToken);
        scene.Disk(scene.Cache, "size=512m");
        using (var before = CommandRun.Start(scene, scene.New("before"), "--kernels", kernel, "--cases", One))
            (await before.EndAsync(cancellationToken)).Should().Be(0, before.Said);
        scene.Disk(scene.Cache, "remount,ro");

        using var run = CommandRun.Start(scene, scene.New("after"), "--kernels", kernel, "--cases", One);

        (await run.EndAsync(cancellationToken)).Should().Be(0, run.Said);
        run.Outcomes.Should().NotBeEmpty().And.OnlyContain(outcome => outcome == "pass");
        run.TemporaryFiles.Should().BeEmpty();
    }

    [Test]
    public async Task A_cache_that_was_never_written_and_cannot_be_is_no_reason_not_to_run(CancellationToken cancellationToken)
    {
        using var scene = new Scene();
        var kernel = await Scene.KernelAsync(cancellationToken);
        scene.Disk(scene.Cache, "ro");

        using var run = CommandRun.Start(scene, scene.New("out"), "--kernels", kernel, "--cases", One);

        (await run.EndAsync(cancellationToken)).Should().Be(0, run.Said);
        run.Outcomes.Should().NotBeEmpty().And.OnlyContain(outcome => outcome == "pass");
        run.TemporaryFiles.Should().BeEmpty();
    }
}
