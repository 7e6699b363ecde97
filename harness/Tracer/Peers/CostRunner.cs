using System.Diagnostics;
using Conformance.Engine.Instrumentation;
using Conformance.Engine.Kernel;
using Conformance.Protocol;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Peers;

/// <summary>
/// Measures what a tracer makes of a script: how long until its probes fire, and what its programs cost. Every tracer is a process of its own and judged by the same things, what the kernel
/// counts of the programs that were not there before and of its process, and what comes through its output; nothing that a tracer says of itself is used.
/// </summary>
internal static class CostRunner
{
    private const string ScriptPath = "/tmp/cost.bt";
    private const int SureCalls = 3;
    private const int WarmingCalls = 200;
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs one job.</summary>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static JobResult Run(Job job, CancellationToken cancellationToken)
    {
        var (peer, cost) = (job.Peer!, job.Cost!);
        File.WriteAllText(ScriptPath, job.Script.Replace(CostSpec.HooksMark, SpareHooks.Clauses(cost.Hooks), StringComparison.Ordinal));
        using var counting = ProgramStatistics.Count();
        var known = BpfInventory.Now().Programs;
        var result = new JobResult { Id = job.Id, Status = JobStatus.Completed };
        var output = new PeerOutput(peer, new InstrumentedScript(job.Script, []));
        var start = Stopwatch.GetTimestamp();
        using var process = PeerProcess.Start(peer, ScriptPath, output);
        if (!(cost.Marked ? WaitForMarks(process, output, cancellationToken) : WaitUntilItFires(process, known, cancellationToken)))
        {
            var complaint = PeerWords.Complaint(process.Errors + output.Preamble);
            return result with { Status = JobStatus.AttachFailed, Message = $"{peer.Name} {process.Trouble ?? "ended"} before its probe fired: {complaint}" };
        }

        var attached = Stopwatch.GetElapsedTime(start);
        output.Attached.Set(); // What it prints from now on is the script's output.
        Call(WarmingCalls, cost.Batch, cancellationToken);
        var before = ProgramStatistics.Except(known).ToDictionary(program => program.Id);
        var rate = 0.0;
        if (cost.Paced)
            rate = Throughput.Measure(process, output, cost, PassHook, cancellationToken);
        else
            Call(cost.Calls, cost.Batch, cancellationToken);
        var ran = ProgramStatistics.Except(known)
            .Where(program => before.ContainsKey(program.Id))
            .Select(program => program with { Runs = program.Runs - before[program.Id].Runs, RunTimeNs = program.RunTimeNs - before[program.Id].RunTimeNs })
            .Where(program => program.Runs > 0)
            .ToList();
        var peak = process.PeakKiB;
        process.Stop(cancellationToken);
        if (ran.Count == 0 || ran.Max(program => program.Runs) < (ulong)cost.Calls)
            return result with { Status = JobStatus.EngineCrash, Message = $"{peer.Name}: {cost.Calls} calls, but its programs ran {ran.Select(program => program.Runs).DefaultIfEmpty().Max()} times" };
        if (cost.Paced && rate == 0)
            return result with { Status = JobStatus.EngineCrash, Message = $"{peer.Name} did not print all of {cost.Batch} events that came at once" };
        var events = ran.Max(program => program.Runs);
        var nanoseconds = ran.Sum(program => (double)program.RunTimeNs) / events;
        return result with { Cost = new ProgramCost(attached.TotalMilliseconds, events, nanoseconds, (uint)ran.Sum(program => program.JitedBytes)) { PeakKiB = peak, EventsPerSecond = rate } };
    }

    /// <summary>Passes the hook again and again until a program that is new has run, and runs at each call: what a tracer loads and runs only to probe the kernel does not.</summary>
    private static bool WaitUntilItFires(PeerProcess process, IReadOnlySet<uint> known, CancellationToken cancellationToken)
    {
        while (process.Runs)
        {
            Call(1, 1, cancellationToken);
            foreach (var first in ProgramStatistics.Except(known).Where(program => program.Runs > 0))
            {
                for (var i = 0; i < SureCalls; i++)
                    PassHook();
                if (ProgramStatistics.Except(known).FirstOrDefault(program => program.Id == first.Id) is { } again && again.Runs >= first.Runs + SureCalls)
                    return true;
            }
        }

        return false;
    }

    /// <summary>Passes the hook again and again until the first and the last probe have printed.</summary>
    private static bool WaitForMarks(PeerProcess process, PeerOutput output, CancellationToken cancellationToken)
    {
        while (process.Runs)
        {
            Call(1, 1, cancellationToken);
            if (output.Preamble.Contains(CostSpec.FirstMark, StringComparison.Ordinal) && output.Preamble.Contains(CostSpec.LastMark, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static void Call(int calls, int batch, CancellationToken cancellationToken)
    {
        for (var done = 1; done <= calls; done++)
        {
            PassHook();
            if (done % batch != 0)
                continue;
            cancellationToken.WaitHandle.WaitOne(s_moment);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static void PassHook() => SystemCall.Make(SystemCall.GetProcessGroup, Environment.ProcessId);
}
