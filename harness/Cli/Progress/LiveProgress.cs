using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Conformance.Cli.Progress;

/// <summary>For terminals: one line a lane that changes in place, redrawn ten times a second.</summary>
public sealed class LiveProgress(IAnsiConsole console) : RunProgress
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    /// <summary>Shows the lanes while <paramref name="work"/> runs.</summary>
    public async Task<T> ShowWhileAsync<T>(Func<Task<T>> work)
    {
        var result = default(T);
        await console.Live(new Text("")).AutoClear(false).StartAsync(async live =>
        {
            var running = work();
            while (await Task.WhenAny(running, Task.Delay(Frame)) != running)
                live.UpdateTarget(Draw());
            live.UpdateTarget(Draw());
            result = await running;
        });
        return result!;
    }

    /// <inheritdoc/>
    protected override void ShowPlan(IReadOnlyList<LaneStatus> lanes)
    {
    }

    /// <inheritdoc/>
    protected override void ShowPhase(LaneStatus lane, bool entered)
    {
    }

    /// <inheritdoc/>
    protected override void ShowResult(LaneStatus lane, Result result)
    {
    }

    private IRenderable Draw()
    {
        var table = new Table().Border(TableBorder.None).HideHeaders().AddColumns("target", "phase", "cases", "bar", "outcome");
        WithLanes(lanes =>
        {
            foreach (var lane in lanes)
                table.AddRow(new Text(lane.Target.ToString()), new Text(Words.Of(lane.Phase), Colour(lane)), new Text($"{lane.Done}/{lane.Total}"), new Text(Bar(lane)), new Text(Last(lane)));
        });
        return table;
    }

    private static string Last(LaneStatus lane) => lane.Phase is LanePhase.Fetching or LanePhase.Booting or LanePhase.Broken ? lane.Detail : lane.Outcomes();

    private static string Bar(LaneStatus lane)
    {
        const int width = 20;
        var full = lane.Total == 0 ? 0 : Math.Min(width, width * lane.Done / lane.Total);
        return new string('━', full) + new string('─', width - full);
    }

    private static Style Colour(LaneStatus lane) => lane switch
    {
        { Phase: LanePhase.Broken } => new Style(Color.Red),
        _ when lane.Counts.ContainsKey(Outcome.Fail) || lane.Counts.ContainsKey(Outcome.Error) => new Style(Color.Red),
        { Phase: LanePhase.Ended } => new Style(Color.Green),
        _ => Style.Plain,
    };
}
