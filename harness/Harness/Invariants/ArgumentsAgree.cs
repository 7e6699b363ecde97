using System.Globalization;
using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>Judges scripts whose probes at both ends of one hook each print one argument, the one that the workload reports.</summary>
public sealed class ArgumentsAgree()
    : TraceInvariant(16, "arguments-agree", Layer.Promise, "args at exit equal args at entry, and what the workload gave.")
{
    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        if (trace.Probes.All(probe => probe.Moment != Moment.Entry) || trace.Probes.All(probe => probe.Moment != Moment.Exit) || trace.Probes.Select(probe => probe.Hook).Distinct().Count() != 1)
            return Verdict.NotJudged(judged, "nothing was judged: one hook must have probes at entry and at exit");
        var printed = new PrintedNumbers(trace);
        var byThread = trace.Invocations.ToLookup(invocation => invocation.ThreadId);
        foreach (var thread in trace.Workload.Threads)
        {
            var invocations = byThread[thread.ThreadId].OrderBy(invocation => invocation.Number).ToArray();
            if (invocations.Length != thread.Calls || thread.Arguments.Count < thread.Calls)
                return Verdict.NotJudged(judged, $"thread {thread.ThreadId} made {Trace.Count(thread.Calls, "call")} and reported {Trace.Count(thread.Arguments.Count, "argument")}, probes saw {Trace.Count(invocations.Length, "invocation")}: values cannot be matched");
            foreach (var (invocation, argument) in invocations.Zip(thread.Arguments))
            {
                if (Examine(trace, invocation, argument, printed) is { } problem)
                    return Verdict.Broken(judged, Against($"{invocation}: {problem}", trace.Probes.Select(probe => $"{probe}={Text(argument)}"), Observed(invocation, printed), invocation.Firings));
            }
        }

        return Verdict.Holds(judged);
    }

    private static string? Examine(Trace trace, Invocation invocation, long argument, PrintedNumbers printed)
    {
        if (trace.Probes.FirstOrDefault(probe => invocation.Firings.Count(firing => firing.Probe.Index == probe.Index) != 1) is { } other)
            return $"{other} did not fire once";
        foreach (var firing in invocation.Firings)
        {
            if (!printed.TryGet(firing.Firing, out var number, out var problem))
                return $"{firing.Probe}: {problem}";
            if (number != argument)
                return $"{firing.Probe} saw {Text(number)}, the workload gave {Text(argument)}";
        }

        return null;
    }

    private static IEnumerable<string> Observed(Invocation invocation, PrintedNumbers printed) =>
        invocation.Firings.Select(firing => printed.TryGet(firing.Firing, out var number, out _) ? $"{firing.Probe}={Text(number)}" : $"{firing.Probe}=?");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
