using Conformance.Cli.Bench;
using Conformance.Protocol;

namespace Conformance.Cli.Tests.Bench;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EngineTableTests
{
    private readonly EngineTable _table = new(["ours", "other"]);

    [Test]
    public void A_row_has_medians_and_the_ratio_of_ours_to_the_other()
    {
        foreach (var time in new[] { 100.0, 900.0, 110.0 })
            _table.Add("count", "ours", new ProgramCost(5, 2000, time, 80), "");
        _table.Add("count", "other", new ProgramCost(500, 2000, 220, 100), "");

        var text = Print();

        text.Should().MatchRegex(@"\| count +\| +5 \| +500 \| +0\.010 \|").And.MatchRegex(@"\| count +\| +110 \| +220 \| +0\.500 \|").And.MatchRegex(@"\| count +\| +80 \| +100 \| +0\.800 \|");
        _table.Kept.Should().BeTrue();
        _table.Add("hist", "ours", new ProgramCost(5, 2000, 100, 110), "");
        _table.Add("hist", "other", new ProgramCost(500, 2000, 220, 100), "");
        _table.Kept.Should().BeFalse("one ratio is beyond what is allowed");
        _table.Promise.Should().Contain("machine code at most 1 (1 of 2 ratios)");
    }

    [Test]
    public void What_failed_is_said_in_its_cell_and_below()
    {
        _table.Add("printf", "ours", new ProgramCost(5, 2000, 100, 80), "");
        _table.Add("printf", "other", null, "other ended with exit code 1");

        _table.HasFailures.Should().BeTrue();
        Print().Should().MatchRegex(@"\| printf +\| +5 \| +failed \| +- \|").And.Contain("failed: printf, other: other ended with exit code 1");
    }

    [Test]
    public void A_script_that_ours_cannot_run_breaks_the_promise()
    {
        _table.Add("printf", "ours", null, "ours ended with exit code 1");
        _table.Add("printf", "other", new ProgramCost(500, 2000, 220, 100), "");

        _table.Kept.Should().BeFalse();
    }

    [Test]
    public void Memory_and_events_in_a_second_have_rows_where_they_were_measured()
    {
        _table.Add("count", "ours", new ProgramCost(5, 2000, 100, 80) { PeakKiB = 8000 }, "");
        _table.Add("count", "other", new ProgramCost(500, 2000, 220, 100) { PeakKiB = 160000 }, "");
        _table.Add("print", "ours", new ProgramCost(5, 2000, 100, 80) { PeakKiB = 8000, EventsPerSecond = 20000 }, "");
        _table.Add("print", "other", new ProgramCost(500, 2000, 220, 100) { PeakKiB = 160000, EventsPerSecond = 40000 }, "");

        var text = Print();

        text.Should().MatchRegex(@"\| print +\| +20000 \| +40000 \| +0\.500 \|").And.NotMatchRegex(@"\| count +\| +failed").And.MatchRegex(@"\| count +\| +8000 \| +160000 \| +0\.050 \|");
        _table.Kept.Should().BeFalse("half the events are fewer than promised");
    }

    private string Print()
    {
        using var output = new StringWriter();
        _table.Print(output);
        return output.ToString();
    }
}
