using Conformance.Engine;
using Conformance.Protocol;

namespace Conformance.Harness.Traces;

/// <summary>
/// What one of several scripts that ran as one left behind, as if it had run alone: its own lines, probes and firings. Numbers of probes, lines and events begin anew; whoever reads the trace finds nothing of the others.
/// </summary>
public static class PartOfRun
{
    /// <summary>Takes the part out. Linear.</summary>
    /// <param name="lines">Its lines in the whole script, from 1.</param>
    /// <param name="name">Its own file name.</param>
    /// <param name="script">Its own text.</param>
    public static (Job Job, JobResult Result) Of(Job job, JobResult result, Range lines, string name, string script)
    {
        var own = result.Probes.Where(probe => probe.Line >= lines.Start.Value && probe.Line < lines.End.Value).ToArray();
        var numbers = own.Index().ToDictionary(probe => probe.Item.Index, probe => probe.Index);
        var last = new Dictionary<int, ulong>();
        var firings = new List<Firing>();
        var renumbered = new Dictionary<(int Cpu, ulong Sequence), Firing>();
        foreach (var firing in result.Firings)
        {
            if (!numbers.TryGetValue(firing.Probe, out var number))
                continue;
            var sequence = last[firing.Cpu] = last.GetValueOrDefault(firing.Cpu) + 1;
            var mine = firing with { Probe = number, Sequence = sequence };
            firings.Add(mine);
            renumbered[(firing.Cpu, firing.Sequence)] = mine;
        }

        return (job with { ScriptName = name, Script = script }, result with
        {
            Probes = [.. own.Select(probe => probe with { Index = numbers[probe.Index], Line = probe.Line - lines.Start.Value + 1 })],
            AttachSequence = [.. result.AttachSequence.Where(numbers.ContainsKey).Select(probe => numbers[probe])],
            Joined = [.. result.Joined.Select(program => (IReadOnlyList<int>)[.. program.Where(numbers.ContainsKey).Select(probe => numbers[probe])]).Where(program => program.Count > 1)],
            Skipped = [.. result.Skipped.Where((_, probe) => numbers.ContainsKey(probe))],
            Firings = firings,
            Output = [.. result.Output.Where(output => output.Firing is { } firing && renumbered.ContainsKey((firing.Cpu, firing.Sequence))).Select(output => output with { Firing = renumbered[(output.Firing!.Value.Cpu, output.Firing.Value.Sequence)] })],
        });
    }
}
