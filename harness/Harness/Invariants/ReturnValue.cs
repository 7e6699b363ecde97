using System.Globalization;
using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>Judges scripts whose exit probes each print <c>retval</c>, of two mechanisms or more.</summary>
public sealed class ReturnValue()
    : TraceInvariant(15, "return-value", Layer.Promise, "retval is the same under fexit and kretprobe, and equals what the workload saw.")
{
    private const long Interrupted = -4; // EINTR

    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        var exits = trace.Probes.Where(probe => probe.Moment == Moment.Exit).ToArray();
        if (exits.Select(probe => probe.Mechanism).Distinct().Count() < 2 || exits.Select(probe => probe.Hook).Distinct().Count() != 1)
            return Verdict.NotJudged(judged, "nothing was judged: one hook must have exit probes of two mechanisms");
        var printed = new PrintedNumbers(trace);
        var byThread = trace.Invocations.ToLookup(invocation => invocation.ThreadId);
        foreach (var thread in trace.Workload.Threads)
        {
            var invocations = byThread[thread.ThreadId].OrderBy(invocation => invocation.Number).ToArray();
            if (invocations.Length != thread.Calls || thread.Returned.Count != thread.Calls)
                return Verdict.NotJudged(judged, $"thread {thread.ThreadId} made {Trace.Count(thread.Calls, "call")} and reported {Trace.Count(thread.Returned.Count, "value")}, probes saw {Trace.Count(invocations.Length, "invocation")}: values cannot be matched");
            foreach (var (invocation, returned) in invocations.Zip(thread.Returned))
            {
                if (Examine(invocation, returned, exits, printed) is { } problem)
                    return Verdict.Broken(judged, Against($"{invocation}: {problem.Message}", exits.Select(probe => $"{probe}={Text(returned)}"), problem.Observed, invocation.Firings));
            }
        }

        return Verdict.Holds(judged);
    }

    private static (string Message, IReadOnlyList<string> Observed)? Examine(Invocation invocation, long returned, TraceProbe[] exits, PrintedNumbers printed)
    {
        var observed = new List<string>();
        var seen = new HashSet<int>();
        string? message = null;
        foreach (var firing in invocation.Firings.Where(firing => firing.Probe.Moment == Moment.Exit))
        {
            if (!seen.Add(firing.Probe.Index))
                message ??= $"{firing.Probe} fired twice";
            if (printed.TryGet(firing.Firing, out var number, out var problem))
            {
                observed.Add($"{firing.Probe}={Text(number)}");
                if (!Same(number, returned))
                    message ??= $"{firing.Probe} saw {Text(number)}, the workload saw {Text(returned)}";
            }
            else
                message ??= $"{firing.Probe}: {problem}";
        }

        if (exits.FirstOrDefault(probe => !seen.Contains(probe.Index)) is { } silent)
            message ??= $"{silent} did not fire";
        return message is null ? null : (message, observed);
    }

    /// <summary>
    /// Whether a value inside the kernel is what the caller gets. A call that a signal interrupts returns a restart code (ERESTARTSYS 512, ERESTARTNOINTR 513, ERESTARTNOHAND 514,
    /// ERESTART_RESTARTBLOCK 516: include/linux/errno.h), which becomes EINTR on the way out because a handler ran.
    /// </summary>
    private static bool Same(long inside, long returned) => inside == returned || (returned == Interrupted && (inside is -512 or -513 or -514 or -516));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
