using Conformance.Harness.Invariants;
using Conformance.Harness.Traces;
using Conformance.Protocol;

namespace Conformance.Harness.Mutations;

/// <summary>What became of the mutants of one invariant.</summary>
/// <param name="Traces">Real traces on which the invariant held.</param>
/// <param name="Mutants">Mutants by mutation.</param>
/// <param name="Survivors">Mutants that it did not notice: what it cannot see.</param>
public sealed record MutationOutcome(TraceInvariant Invariant, int Traces, IReadOnlyDictionary<string, int> Mutants, IReadOnlyList<string> Survivors);

/// <summary>Changes real traces in every way that matters to an invariant, and looks whether it notices.</summary>
/// <param name="most">Mutants of one kind from one trace at most, spread evenly over it.</param>
public sealed class MutationTrial(int most)
{
    private readonly Dictionary<int, (TraceInvariant Invariant, int Traces, Dictionary<string, int> Mutants, List<string> Survivors)> _outcomes = [];

    /// <summary>What was found so far, by number of the invariant.</summary>
    public IReadOnlyList<MutationOutcome> Outcomes =>
        [.. _outcomes.OrderBy(outcome => outcome.Key).Select(outcome => new MutationOutcome(outcome.Value.Invariant, outcome.Value.Traces, outcome.Value.Mutants, outcome.Value.Survivors))];

    /// <summary>Tries an invariant on a run on which it held, for each of the run's workloads. What it does not hold on as it is (its case knew more than the trace) is left out.</summary>
    /// <param name="name">What to call the run.</param>
    /// <param name="partners">What the first run is compared with, for an invariant that compares.</param>
    /// <returns>Whether anything was tried.</returns>
    public bool Try(TraceInvariant invariant, string name, (Job Job, JobResult Result) run, params IReadOnlyList<(Job Job, JobResult Result)> partners)
    {
        var tried = false;
        for (var workload = 0; workload < run.Result.Workloads.Count; workload++)
        {
            var good = Trace.Of(run.Job, run.Result, workload);
            Trace[] others = [.. partners.Select(partner => Trace.Of(partner.Job, partner.Result, workload))];
            if (invariant.Judge([good, .. others]) is not { Kind: VerdictKind.Holds } verdict)
                continue;
            tried = true;
            if (!_outcomes.TryGetValue(invariant.Number, out var outcome))
                outcome = (invariant, 0, [], []);
            foreach (var mutation in MutationTable.All.Where(mutation => mutation.Invariants.Contains(invariant.Number)))
            {
                foreach (var mutant in Spread([.. mutation.Of(good, invariant.Number)]))
                {
                    outcome.Mutants[mutation.Name] = outcome.Mutants.GetValueOrDefault(mutation.Name) + 1;
                    var changed = invariant.Judge([Trace.Of(run.Job, mutant.Make(), workload), .. others]);
                    // A fact has no right answer; it is noticed if the answer is another.
                    if (changed.Kind == VerdictKind.Holds && changed.Findings.SequenceEqual(verdict.Findings))
                        outcome.Survivors.Add($"{name}, {mutation.Name}: {mutant.What}");
                }
            }

            outcome.Traces++;
            _outcomes[invariant.Number] = outcome;
        }

        return tried;
    }

    private IEnumerable<Mutant> Spread(Mutant[] all)
    {
        var count = Math.Min(most, all.Length);
        for (var i = 0; i < count; i++)
            yield return all[(long)i * all.Length / count];
    }
}
