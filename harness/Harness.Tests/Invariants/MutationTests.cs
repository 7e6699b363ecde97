using Conformance.Engine;
using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

/// <summary>Changes a good trace in every way that changes its meaning, at every place: no mutant may pass all invariants that judge it.</summary>
public sealed class MutationTests
{
    private static readonly TraceInvariant[] s_sameHook = [new ScriptOrder(), new FiringCount()];
    private static readonly TraceInvariant[] s_bothEnds = [new EntryBeforeExit(), new FiringCount()];

    [TestCase("fexit")]
    [TestCase("kprobe")]
    public void Every_change_of_probes_on_one_hook_is_caught(string mechanism) =>
        Survivors(PaperTrace.OneHook(mechanism, 3), s_sameHook).Should().BeEmpty();

    [Test]
    public void Every_change_of_probes_at_both_ends_is_caught() =>
        Survivors(PaperTrace.Of("fentry", "fexit"), s_bothEnds).Should().BeEmpty();

    [Test]
    public void A_judge_that_ignores_positions_would_be_found_out() =>
        Survivors(PaperTrace.OneHook("fexit", 3), [new FiringCount()]).Should().NotBeEmpty("counting alone cannot see a swap, so the mutants do change order");

    private static List<string> Survivors(PaperTrace good, TraceInvariant[] invariants)
    {
        Passes(good, invariants).Should().BeTrue();
        return [.. Mutants(good).Where(mutant => Passes(mutant.Trace, invariants)).Select(mutant => mutant.Name)];
    }

    private static bool Passes(PaperTrace paper, TraceInvariant[] invariants)
    {
        var trace = paper.ToTrace();
        return invariants.All(invariant => invariant.Judge(trace).Kind == VerdictKind.Holds);
    }

    private static IEnumerable<(string Name, PaperTrace Trace)> Mutants(PaperTrace good)
    {
        var count = good.Firings.Count;
        for (var i = 0; i < count; i++)
        {
            yield return ($"drop {i} silently", Change(good, list => list.RemoveAt(i)));
            yield return ($"drop {i} with a gap", Change(good, list => list.RemoveAt(i), renumber: false));
            yield return ($"double {i}", Change(good, list => list.Insert(i, list[i])));
            yield return ($"another probe at {i}", Change(good, list => list[i] = list[i] with { Probe = (list[i].Probe + 1) % good.Probes.Count }));
            yield return ($"another thread at {i}", Change(good, list => list[i] = list[i] with { ThreadId = PaperTrace.FirstThread + (list[i].ThreadId - PaperTrace.FirstThread + 1) % good.Threads.Count }));
            yield return ($"a stranger's thread at {i}", Change(good, list => list[i] = list[i] with { ThreadId = 1 }));
            yield return ($"the next call at {i}", Change(good, list => list[i] = list[i] with { Invocation = list[i].Invocation + 1 }));
            yield return ($"the call before at {i}", Change(good, list => list[i] = list[i] with { Invocation = list[i].Invocation - 1 }));
            yield return ($"another CPU at {i}", Change(good, list => list[i] = list[i] with { Cpu = 1 }));
            yield return ($"after the workload at {i}", Change(good, list => list[i] = list[i] with { TimeNs = 2_000_000 }, renumber: false));
            yield return ($"sequence number of {i} twice", Change(good, list => list[i] = list[i] with { Sequence = list[(i + 1) % count].Sequence }, renumber: false));
            // Threads do not wait for each other, so only the order of one thread's firings means something.
            for (var j = i + 1; j < count; j++)
            {
                if (good.Firings[i].ThreadId == good.Firings[j].ThreadId)
                    yield return ($"swap {i} and {j}", good.Clone().Swap(i, j));
            }
        }

        foreach (var thread in good.Threads)
            yield return ($"thread {thread.ThreadId} backwards", Change(good, list => Backwards(list, thread.ThreadId)));
        yield return ("all backwards", Change(good, list => list.Reverse()));
        yield return ("nothing", Change(good, list => list.Clear()));
    }

    private static void Backwards(List<Firing> list, int thread)
    {
        var places = list.Index().Where(item => item.Item.ThreadId == thread).Select(item => item.Index).ToArray();
        foreach (var (place, firing) in places.Zip(places.Reverse().Select(place => list[place]).ToArray()))
            list[place] = firing;
    }

    private static PaperTrace Change(PaperTrace good, Action<List<Firing>> change, bool renumber = true)
    {
        var mutant = good.Clone();
        change(mutant.Firings);
        return renumber ? mutant.Renumber() : mutant;
    }
}
