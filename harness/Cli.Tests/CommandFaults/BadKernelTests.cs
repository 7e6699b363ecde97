namespace Conformance.Cli.Tests.CommandFaults;

/// <summary>Files of the user's own that are no kernel, or only the beginning of one.</summary>
[CancelAfter(300_000)]
public sealed class BadKernelTests
{
    private const string One = "fentry/hrtimer_nanosleep/2-probes/1-thread";

    [Test]
    public async Task A_file_that_is_no_kernel_is_refused_before_anything_starts(CancellationToken cancellationToken)
    {
        using var scene = new Scene();
        var text = scene.New("notes.txt");
        await File.WriteAllTextAsync(text, "no kernel", cancellationToken);

        using var run = CommandRun.Start(scene, scene.New("out"), "--kernels", $"{await Scene.KernelAsync(cancellationToken)},{text}", "--cases", One);

        (await run.EndAsync(cancellationToken)).Should().Be(2, run.Said);
        run.Said.Trim().Should().Contain(text).And.Contain("bzImage").And.NotContain("\n");
        Directory.Exists(run.Output).Should().BeFalse();
    }

    [Test]
    public async Task A_truncated_kernel_is_an_error_of_its_own_cases_and_others_run(CancellationToken cancellationToken)
    {
        using var scene = new Scene();
        var kernel = await Scene.KernelAsync(cancellationToken);
        var half = scene.New("half");
        var whole = await File.ReadAllBytesAsync(kernel, cancellationToken);
        await File.WriteAllBytesAsync(half, whole[..(whole.Length / 2)], cancellationToken);

        using var run = CommandRun.Start(scene, scene.New("out"), "--kernels", $"{half},{kernel}", "--cases", One, "--boot-deadline", "10s");

        (await run.EndAsync(cancellationToken)).Should().Be(3, run.Said);
        run.Outcomes.Distinct().Should().BeEquivalentTo("pass", "error");
        run.ReasonsOf("error").Should().OnlyContain(reason => reason.StartsWith("boot-timeout") || reason.StartsWith("guest-"));
        run.Said.Should().NotContain("   at ");
        run.TemporaryFiles.Should().BeEmpty();
        scene.Running().Should().BeEmpty();
    }
}
