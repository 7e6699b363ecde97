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
        _table.Kept(1.0 / 40, 1, 1).Should().BeTrue();
        _table.Kept(1.0 / 40, 0.4, 1).Should().BeFalse("one ratio is beyond what is allowed");
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

        _table.Kept(1, 1, 1).Should().BeFalse();
    }

    private string Print()
    {
        using var output = new StringWriter();
        _table.Print(output);
        return output.ToString();
    }
}
