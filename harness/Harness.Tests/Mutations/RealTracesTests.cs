using System.IO.Compression;
using System.Text.Json;
using Conformance.Harness.Invariants;
using Conformance.Harness.Mutations;
using Conformance.Harness.Results;
using Conformance.Harness.Traces;

namespace Conformance.Harness.Tests.Mutations;

/// <summary>
/// Changes what a real kernel recorded in every way that matters, at every place: no mutant may stay unnoticed. The traces are from Linux 6.12; <c>./conformance mutate DIR</c> does the same with those of any run.
/// </summary>
public sealed class RealTracesTests
{
    private static readonly (int Invariant, string[] Traces)[] s_recorded =
    [
        (1, ["fexit-3"]), (2, ["fexit-3", "kretprobe-3"]), (3, ["fexit-commas"]), (4, ["kretprobe-3"]), (5, ["uncalled"]), (6, ["kprobe-written"]),
        (10, ["all-mechanisms-entries-first"]), (11, ["all-mechanisms-exits-first"]), (14, ["all-mechanisms-entries-first"]), (15, ["fexit-kretprobe-sys_getpgid-retval"]),
        (16, ["arguments-vfs_write"]), (17, ["fexit-3"]), (18, ["fexit-storm"]), (26, ["fexit-exit", "kretprobe-exit"]),
    ];

    private static IEnumerable<TestCaseData> Recorded => s_recorded.Select(one => new TestCaseData(one.Invariant, one.Traces).SetArgDisplayNames(InvariantTable.Get(one.Invariant).Name));

    [TestCaseSource(nameof(Recorded))]
    public void No_mutant_that_changes_the_meaning_stays_unnoticed(int number, string[] traces)
    {
        var outcome = Try((TraceInvariant)InvariantTable.Get(number), traces);
        outcome.Survivors.Should().BeEmpty();
        outcome.Mutants.Keys.Should().BeEquivalentTo(MutationTable.All.Where(mutation => mutation.Invariants.Contains(number)).Select(mutation => mutation.Name), "each mutation has a place in the trace");
        TestContext.Out.WriteLine($"{outcome.Mutants.Values.Sum()} mutants");
    }

    [Test]
    public void Every_invariant_that_is_judged_on_traces_has_a_real_one() =>
        s_recorded.Select(one => one.Invariant).Should().BeEquivalentTo(InvariantTable.OnTraces.Select(invariant => invariant.Number));

    [Test]
    public void The_mutants_of_order_do_change_the_order()
    {
        // The invariant that counts stands for a judge that ignores positions: were swaps no swaps, it could not be told from one that looks.
        var run = Read("fexit-3");
        var trace = Trace.Of(run.Job, run.Result);
        foreach (var mutant in MutationTable.All.Where(mutation => mutation.Name is "swap" or "delay").SelectMany(mutation => mutation.Of(trace, 1)))
        {
            var changed = Trace.Of(run.Job, mutant.Make());
            new FiringCount().Judge(changed).Kind.Should().Be(VerdictKind.Holds, mutant.What);
            new ScriptOrder().Judge(changed).Kind.Should().Be(VerdictKind.Broken, mutant.What);
        }
    }

    [Test]
    public void A_judge_that_looks_away_is_found_out() =>
        Try(new Blind(), ["fexit-3"]).Survivors.Should().NotBeEmpty().And.AllSatisfy(survivor => survivor.Should().StartWith("fexit-3, "));

    [Test]
    public void There_are_as_many_invariants_as_there_are_sentences() =>
        InvariantTable.All.Select(invariant => invariant.Number).Should().BeEquivalentTo(Enumerable.Range(1, 27));

    private static MutationOutcome Try(TraceInvariant invariant, string[] traces)
    {
        var trial = new MutationTrial(most: int.MaxValue);
        var runs = traces.Select(Read).Select(run => (run.Job, run.Result)).ToArray();
        trial.Try(invariant, traces[0], runs[0], runs[1..]).Should().BeTrue("it holds on the trace as it is");
        return trial.Outcomes.Single();
    }

    private static TraceFile Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(TestContext.CurrentContext.TestDirectory, "Mutations", "Recorded", $"{name}.json.gz"));
        using var text = new GZipStream(file, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<TraceFile>(text, JournalJson.Line)!;
    }

    /// <summary>Says that all is well whatever it sees.</summary>
    private sealed class Blind() : TraceInvariant(1, "blind", Layer.Promise, "Everything is as it should be.")
    {
        protected override string? Obstacle(Trace trace) => null;

        protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged) => Verdict.Holds(judged);
    }
}
