using Conformance.Engine;
using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class MapWriteIsReadTests
{
    private static readonly MapWriteIsRead s_invariant = new();

    /// <summary>A chain as a faultless tracer runs it.</summary>
    internal static PaperTrace Chain() => Written(PaperTrace.OneHook("fexit", 3));

    [Test]
    public void The_first_call_that_a_predicate_lets_through_need_not_be_the_first_that_was_counted()
    {
        var paper = Chain();
        paper.Firings = [.. paper.Firings.Select(firing => firing with { Invocation = firing.Invocation + 14 })];
        s_invariant.Judge(Written(paper).ToTrace()).ShouldHold();
    }

    [Test]
    public void What_a_thread_wrote_before_its_work_began_is_read_by_its_first_judged_call()
    {
        var paper = Chain();
        paper.Threads[0] = paper.Threads[0] with { Calls = 4, Returned = new long[4], StartNs = paper.Firings.First(firing => firing.ThreadId == PaperTrace.FirstThread && firing.Invocation == 2).TimeNs };
        paper.ToTrace().Invocations.Should().HaveCount(19);
        s_invariant.Judge(paper.ToTrace()).ShouldHold();
        var place = paper.Output.FindIndex(output => output.Firing!.Value is { ThreadId: PaperTrace.FirstThread, Invocation: 2, Probe: 0 });
        paper.Output[place] = paper.Output[place] with { Text = "0\n" };
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("*invocation 2*a=0*");
    }

    [Test]
    public void It_catches_probes_that_run_newest_first() =>
        s_invariant.Judge(Written(PaperTrace.OneHook("fexit", 3).Reverse(_ => true)).ToTrace())
            .ShouldBeBroken("fexit: invocation 1 of hrtimer_nanosleep on thread 100 read a=2 b=3 c=0, written before were a=0 b=1 c=2");

    [Test]
    public void It_catches_a_map_that_one_thread_shares_with_another()
    {
        var value = 0;
        var paper = PaperTrace.OneHook("fexit", 3).Print(firing =>
        {
            var seen = value;
            value = firing.Probe + 1;
            return $"{seen}\n";
        });
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("*invocation 1 of*on thread 101 read a=3*");
    }

    [Test]
    public void It_catches_each_wrong_number_wherever_it_is()
    {
        for (var i = 0; i < Chain().Output.Count; i++)
        {
            var paper = Chain();
            paper.Output[i] = paper.Output[i] with { Text = "7\n" };
            s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("*=7*");
        }
    }

    [Test]
    public void It_catches_a_probe_that_prints_nothing()
    {
        var paper = Chain();
        paper.Output.RemoveAt(40);
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("fexit: probe b at invocation 4*printed nothing");
    }

    [Test]
    public void It_catches_a_probe_that_prints_twice()
    {
        var paper = Chain();
        paper.Output.Add(paper.Output[40]);
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("fexit: probe b at invocation 4*printed 2 times");
    }

    [Test]
    public void It_catches_text_that_is_no_number()
    {
        var paper = Chain();
        paper.Output[40] = paper.Output[40] with { Text = "x\n" };
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("*printed \"x\", which is no number");
    }

    private static PaperTrace Written(PaperTrace paper)
    {
        var last = new Dictionary<int, int>();
        return paper.Print((Firing firing) =>
        {
            var seen = last.GetValueOrDefault(firing.ThreadId);
            last[firing.ThreadId] = firing.Probe + 1;
            return $"{seen}\n";
        });
    }
}
