using Conformance.Harness.Results;
using Conformance.Reports.Model;
using Conformance.Reports.Reading;
using Conformance.Reports.Tests.Samples;

namespace Conformance.Reports.Tests;

public sealed class RunReaderTests : IDisposable
{
    private const string Kernel = "6.12.107+deb13-cloud-amd64";

    private readonly TestDirectory _directory = new();

    /// <inheritdoc />
    public void Dispose() => _directory.Dispose();

    private ReportModel Read(params string[] names) =>
        RunReader.Read([.. names.Select(n => _directory[n])], _directory["out"], CancellationToken.None);

    [Test]
    public void A_half_last_line_of_a_killed_run_is_left_out_with_a_word()
    {
        var run = SampleRun.Quiet(_directory["run"]).Write();
        File.AppendAllText(Path.Combine(run.Directory, "results.jsonl"), """{"case":"fexit/hrtimer_nano""");
        var model = Read("run");
        model.Results.Should().HaveCount(2);
        model.Remarks.Should().ContainSingle().Which.Should().Contain("half written");
    }

    [Test]
    public void A_damaged_line_in_the_middle_costs_only_itself()
    {
        var run = SampleRun.Quiet(_directory["run"]).Write();
        var lines = File.ReadAllLines(Path.Combine(run.Directory, "results.jsonl"));
        run.Write("results.jsonl", string.Join('\n', lines[0], "\0\0\0", """{"case":"x"}""", """{"outcome":"jolly"}""", lines[1]) + "\n");
        var model = Read("run");
        model.Results.Should().HaveCount(2);
        model.Remarks.Should().HaveCount(3).And.OnlyContain(r => r.Contains("could not be read"));
    }

    [Test]
    public void A_run_without_an_end_is_incomplete()
    {
        var run = SampleRun.Quiet(_directory["run"]);
        run.Info = run.Info with { Ended = null, Planned = 900 };
        run.Write();
        var model = Read("run");
        model.IsIncomplete.Should().BeTrue();
        Verdict.Of(model).Sentence.Should().Be("All judged promises kept on 2 kernels. The run stopped after 2 of 900 results.");
        RunSummary.Of(model).SuggestedExitCode.Should().Be(3);
    }

    [Test]
    public void What_is_missing_is_said_and_the_rest_is_read()
    {
        var run = SampleRun.Quiet(_directory["run"]).Write();
        foreach (var name in new[] { "run.json", "facts.json", "logs/evidence.jsonl" }) File.Delete(Path.Combine(run.Directory, name));
        var model = Read("run");
        model.Results.Should().HaveCount(2);
        model.Remarks.Should().SatisfyRespectively(r => r.Should().StartWith("run.json is missing"), r => r.Should().StartWith("logs/evidence.jsonl is missing"));
    }

    [Test]
    public void A_directory_that_does_not_exist_is_a_remark()
    {
        var model = Read("nowhere");
        model.Remarks.Should().ContainSingle().Which.Should().Contain("no such directory");
        Verdict.Of(model).Main.Should().Be("Nothing was judged.");
    }

    [Test]
    public void Two_runs_merge_and_the_newer_result_counts()
    {
        var old = new SampleRun(_directory["old"]);
        old.Add(Kernel, "same-hook", "x", "1-script-order", Outcome.Fail, "older");
        old.Facts.Add(new Fact(Kernel, "fexit", "run-order", "newest-first"));
        old.Write();
        var next = new SampleRun(_directory["next"]);
        next.Add(Kernel, "same-hook", "x", "1-script-order", Outcome.Pass, "newer", after: TimeSpan.FromHours(1));
        next.Add(Kernel, "same-hook", "y", "1-script-order", Outcome.Pass);
        next.Facts.Add(new Fact(Kernel, "fexit", "run-order", "oldest-first"));
        next.Write();
        foreach (var order in new[] { new[] { "old", "next" }, ["next", "old"] })
        {
            var model = Read(order);
            model.Results.Select(r => r.Result.Reason).Should().BeEquivalentTo("newer", null);
            FactTable.Of(model).Rows.Should().ContainSingle().Which.Cells[0].Value.Should().Be("newest-first | oldest-first");
        }
    }

    [Test]
    public void A_journal_cannot_make_a_report_read_files_outside_its_directory()
    {
        var run = SampleRun.Quiet(_directory["run"]).Write();
        File.WriteAllText(_directory["secret"], "secret");
        var directory = new RunDirectory(run.Directory, _directory["out"], null);
        directory.Has("results.jsonl").Should().BeTrue();
        directory.Has("../secret").Should().BeFalse();
        directory.Has(_directory["secret"]).Should().BeFalse();
        directory.TryOpen("logs/../../secret").Should().BeNull();
    }

    [Test]
    public void A_fact_changes_where_it_differs_from_the_nearest_older_kernel_that_is_known()
    {
        var run = new SampleRun(_directory["run"]);
        run.Facts.AddRange(
        [
            new Fact("6.12.1", "fexit", "run-order", "newest-first"), new Fact("5.10.1", "fexit", "run-order", "oldest-first"),
            new Fact("6.1.1", "kprobe", "run-order", "x"), new Fact("7.1.1", "fexit", "run-order", "newest-first"),
        ]);
        run.Write();
        var row = FactTable.Of(Read("run")).Rows[0];
        row.Cells.Select(c => c.Value).Should().Equal("oldest-first", null, "newest-first", "newest-first");
        row.Cells.Select(c => c.Changes).Should().Equal(false, false, true, false);
        row.Cells[2].Previous.Should().Be("oldest-first");
    }
}
