using Conformance.Harness.Results;
using Conformance.Reports.Model;
using Conformance.Reports.Reading;
using Conformance.Reports.Tests.Samples;

namespace Conformance.Reports.Tests;

public sealed class VerdictTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    /// <inheritdoc />
    public void Dispose() => _directory.Dispose();

    [TestCase("All promises kept on 1 kernel.", 0, Outcome.Pass)]
    [TestCase("All promises kept on 1 kernel, apart from 1 known failure.", 0, Outcome.Pass, Outcome.KnownFail)]
    [TestCase("1 promise broken on 1 kernel: 1-script-order.", 1, Outcome.Pass, Outcome.Fail)]
    [TestCase("All judged promises kept on 1 kernel. 1 result could not be judged.", 3, Outcome.Pass, Outcome.Error)]
    [TestCase("1 promise broken on 1 kernel: 1-script-order. 1 result could not be judged.", 1, Outcome.Fail, Outcome.Error)]
    [TestCase("No promise could be judged. Everything is unsupported: because.", 3, Outcome.Unsupported)]
    [TestCase("No promise could be judged. 2 results could not be judged.", 3, Outcome.Error, Outcome.Error)]
    [TestCase("All promises kept on 1 kernel. 1 listed failure passed.", 1, Outcome.UnexpectedPass)]
    [TestCase("Nothing was judged.", 3)]
    public void The_sentence_and_the_exit_code_follow_from_the_outcomes(string sentence, int exitCode, params Outcome[] outcomes)
    {
        var run = new SampleRun(_directory["run"]);
        foreach (var (n, outcome) in outcomes.Index()) run.Add("6.12.1", "same-hook", $"case {n}", "1-script-order", outcome, "because");
        run.Info = run.Info with { Targets = [] };
        run.Write();
        var summary = RunSummary.Of(RunReader.Read([run.Directory], run.Directory, CancellationToken.None));
        summary.Verdict.Should().Be(sentence);
        summary.SuggestedExitCode.Should().Be(exitCode);
    }

    [Test]
    public void A_target_that_could_not_run_is_never_a_clean_pass()
    {
        var run = SampleRun.Quiet(_directory["run"]);
        run.Info = run.Info with { Targets = [new TargetInfo("7.3", "7.3.4", "tracer", "vm", null, "boot-timeout: no answer in 60 s")] };
        run.Write();
        var model = RunReader.Read([run.Directory], run.Directory, CancellationToken.None);
        Verdict.Of(model).Sentence.Should().Be("All judged promises kept on 2 kernels. 1 target could not run.");
        RunSummary.Of(model).SuggestedExitCode.Should().Be(3);
        model.Kernels.Should().Contain("7.3.4");
    }
}
