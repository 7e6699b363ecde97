using System.Text.RegularExpressions;
using Conformance.Engine.Builtins.Aggregations;
using Conformance.Engine.Output;
using Conformance.Engine.Tests.CodeGen;

namespace Conformance.Engine.Tests.Builtins;

/// <summary>tseries(): what programs keep, how CPUs' numbers are put together, and the chart, which is bpftrace 0.27's.</summary>
public sealed class TimeSeriesTests
{
    private const long Interval = 200_000_000;

    // 2026-11-24 00:00:00 UTC, a whole number of intervals.
    private const long First = 1_795_478_400_000_000_000 / Interval;

    [TestCase("@a = tseries(5, 1h, 3); @a = tseries(7, 1h, 3)", 7)]
    [TestCase("@a = tseries(5, 1h, 3, \"sum\"); @a = tseries(7, 1h, 3, \"sum\")", 12)]
    [TestCase("@a = tseries(5, 1h, 3, \"max\"); @a = tseries(-7, 1h, 3, \"max\")", 5)]
    [TestCase("@a = tseries(5, 1h, 3, \"min\"); @a = tseries(-7, 1h, 3, \"min\")", -7)]
    [TestCase("@a = tseries(5, 1h, 3, \"avg\"); @a = tseries(-10, 1h, 3, \"avg\"); @a = tseries(8, 1h, 3, \"avg\")", 1)]
    [TestCase("@a = tseries(0, 1d, 1)", 0)]
    public void Numbers_of_one_interval_become_one(string body, int expected)
    {
        // An hour may end while the script runs.
        var lines = RunningScript.Run($"begin {{ {body} }}").Split('\n');
        lines[0].Should().Be("@a:");
        lines.Where(l => Regex.IsMatch(l, @"^\d\d:")).Should().ContainSingle().Which.Should().EndWith($"| {expected}").And.Contain("*");
    }

    [Test]
    public void Each_key_has_a_chart_of_its_own() =>
        Regex.Replace(RunningScript.Run("begin { @k[1] = tseries(5, 1d, 3); @k[2, ] = tseries(6, 1d, 3) }".Replace("2, ", "2", StringComparison.Ordinal)), @"\d\d:\d\d:\d\d\.\d+", "TIME").Should().StartWith("""
            @k[1]:
                               4                                                   6
            hh:mm:ss.ns        |___________________________________________________|
            TIME |                         *                         | 5
                               v___________________________________________________v
                               4                                                   6

            @k[2]:
            """);

    [Test]
    public void The_chart_shows_gaps_and_zero() => TimeSeriesText.Of((TimeSeriesOutput)Series(TimeSeriesKind.Last).Value(Slots((0, -4, 1), (1, 2, 1), (3, 29, 1)), 1)).Should().Match("""
                     -4                                                 29
        hh:mm:ss.ms  |___________________________________________________|
        ??:??:00.000 *     .                                             | -4
        ??:??:00.200 |     .  *                                          | 2
        ??:??:00.400 |     .                                             | -
        ??:??:00.600 |     .                                             * 29
                     v___________________________________________________v
                     -4                                                 29

        """);

    [Test]
    public void Slots_of_older_intervals_do_not_count()
    {
        var series = (TimeSeriesOutput)Series(TimeSeriesKind.Last).Value(Slots((0, 1, 1), (6, 2, 1), (7, 3, 1)), 1);
        series.Points.Select(p => p.Value).Should().Equal(2, 3);
        JsonText.Of(series).Should().MatchRegex("^\\[\\{\"interval_start\":\"2026-11-2\\d \\d\\d:\\d\\d:01.200000000\",\"value\":2\\},\\{.*\"value\":3\\}\\]$");
    }

    [TestCase(TimeSeriesKind.Last, 9)]
    [TestCase(TimeSeriesKind.Sum, 14)]
    [TestCase(TimeSeriesKind.Maximum, 9)]
    [TestCase(TimeSeriesKind.Minimum, 5)]
    [TestCase(TimeSeriesKind.Average, 4)]
    public void Numbers_of_several_processors_become_one(TimeSeriesKind kind, int expected)
    {
        var series = Series(kind);
        var total = new long[series.Cells];
        series.Fold(total, Slots((0, 5, 1), (1, 100, 1)));
        series.Fold(total, Slots((0, 9, 2), (5, 7, 1)));
        // The slot of interval 1 belongs to interval 5 by now.
        ((TimeSeriesOutput)series.Value(total, 1)).Points.Where(p => p.Value is not null).Select(p => p.Value).Should().Equal(7);
        ((TimeSeriesOutput)series.Value([First, total[1], total[2]], 1)).Points.Single().Value.Should().Be(expected);
    }

    [TestCase("@a = tseries(1, 0, 3)", "the interval must be a time of at least 1ns")]
    [TestCase("@a = tseries(1, pid, 3)", "the interval must be a time of at least 1ns")]
    [TestCase("@a = tseries(1, 1s, 2000000)", "must be a constant from 1 to 1365")]
    [TestCase("@a = tseries(1, 1s, 3, \"most\")", "known are \"avg\", \"max\", \"min\" and \"sum\"")]
    [TestCase("@a = tseries(1, 1s, 3); @a = tseries(1, 2s, 3)", "@a holds a time series elsewhere, but a time series here")]
    [TestCase("@a = tseries(1, 1s, 3); $x = @a", "holds a time series, which is no single number")]
    public void A_wrong_call_is_told(string body, string message) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("t.bt", $"begin {{ {body} }}", RecordedKernel.WithTypes, new EngineOptions())).Should().Throw<ScriptException>().WithMessage($"*{message}*");

    private static TimeSeries Series(TimeSeriesKind kind) => new(kind, Interval, 4, Unsigned: false);

    private static long[] Slots(params (int Interval, long Value, long Mark)[] known)
    {
        var cells = new long[12];
        foreach (var (interval, value, mark) in known)
            new[] { First + interval, value, mark }.CopyTo(cells, 3 * (int)((First + interval) % 4));
        return cells;
    }
}
