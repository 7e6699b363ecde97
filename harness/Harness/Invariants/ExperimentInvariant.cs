using Conformance.Harness.Results;
using Conformance.Harness.Traces;
using Conformance.Protocol;

namespace Conformance.Harness.Invariants;

/// <summary>
/// An invariant that is judged on what an experiment in the guest observed: attaching and detaching step by step, which no script can do. A fact takes the observations as they are;
/// a promise or a law also says what must have been observed.
/// </summary>
/// <param name="behind">Where the kernel's code for it is, for readers; empty where we do not know.</param>
/// <param name="required">Values that must be observed, by name; none for a fact.</param>
public sealed class ExperimentInvariant(int number, string shortName, Layer layer, string sentence, string behind = "", params IReadOnlyList<(string Fact, string Value)> required)
    : Invariant(number, shortName, layer, sentence)
{
    /// <inheritdoc/>
    public override string Behind { get; } = behind;

    /// <summary>Judges a completed experiment. Pure.</summary>
    /// <param name="mechanism">What the experiment was about.</param>
    /// <param name="result">Its result.</param>
    public Verdict Judge(string mechanism, JobResult result)
    {
        var observations = result.Observations;
        var judged = $"{Trace.Count(observations.Count, "observation")} in {Trace.Count(observations.Sum(observation => observation.Steps.Count), "step")}";
        if (observations.Count == 0)
            return Verdict.NotJudged(judged, "nothing was judged: the experiment observed nothing");
        if (observations.FirstOrDefault(observation => observation.Value.Length == 0 || observation.Steps.Count == 0) is { } hollow)
            return Verdict.NotJudged(judged, $"the experiment says nothing about {hollow.Fact}, or not how it was observed");
        foreach (var (fact, value) in required)
        {
            var found = observations.Where(observation => observation.Fact == fact).ToArray();
            if (found.Length == 0)
                return Verdict.NotJudged(judged, $"the experiment did not observe {fact}");
            if (found.FirstOrDefault(observation => observation.Value != value) is { } broken)
                return Verdict.Broken(judged, new CounterExample($"{mechanism}: {fact} is {broken.Value}, not {value}", [value], [broken.Value], 0, []));
        }

        return Verdict.Holds(judged, [.. observations.Select(observation => new Finding(mechanism, observation.Fact, observation.Value))]);
    }
}
