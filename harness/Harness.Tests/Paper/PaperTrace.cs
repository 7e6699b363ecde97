using Conformance.Engine;
using Conformance.Harness.Traces;
using Conformance.Protocol;

namespace Conformance.Harness.Tests.Paper;

/// <summary>
/// A measured run made by hand: threads that each call one hook, probes that fire as a faultless tracer would let them. Tests change its
/// <see cref="Firings"/> and look whether it is noticed.
/// </summary>
internal sealed class PaperTrace
{
    public const string Hook = "hrtimer_nanosleep";
    public const int FirstThread = 100;

    private PaperTrace(IReadOnlyList<string> mechanisms, int threads, int calls)
    {
        Probes = [.. mechanisms.Select((mechanism, index) => new ProbeInfo(index, mechanism, Hook, $"{mechanism}:{Hook}", index + 1))];
        Threads = [.. Enumerable.Range(0, threads).Select(thread => new WorkloadThread(FirstThread + thread, 0, calls, new long[calls], Enumerable.Repeat(50_000L, calls).ToArray()))];
        AttachSequence = [.. Enumerable.Range(0, mechanisms.Count)];
        for (var call = 1; call <= calls; call++)
        {
            // All threads enter, sleep, then leave: their firings interleave as in a real run.
            foreach (var moment in new[] { Moment.Entry, Moment.Exit })
            {
                foreach (var thread in Threads)
                    Firings.AddRange(Probes.Where(probe => Moments.Of(probe.Mechanism, Hook) is var own && (own == moment || own == Moment.Both)).Select(probe => new Firing(probe.Index, 0, thread.ThreadId, 0, 0, Run(probe, call, moment))));
            }
        }

        Renumber();
    }

    public List<ProbeInfo> Probes { get; set; }

    public List<WorkloadThread> Threads { get; set; }

    public List<Firing> Firings { get; set; } = [];

    public List<OutputText> Output { get; set; } = [];

    public List<int> AttachSequence { get; set; }

    /// <summary>Probes that share a program.</summary>
    public List<int[]> Joined { get; set; } = [];

    public ulong Lost { get; set; }

    /// <summary>Runs that the kernel skipped, by probe.</summary>
    public List<ulong> Skipped { get; set; } = [];

    public static PaperTrace OneHook(string mechanism, int probes, int threads = 4, int calls = 5) => new([.. Enumerable.Repeat(mechanism, probes)], threads, calls);

    public static PaperTrace Of(params string[] mechanisms) => new(mechanisms, threads: 4, calls: 5);

    /// <summary>Gives the firings new sequence numbers and times by their place in the list: a history that contradicts nothing.</summary>
    public PaperTrace Renumber()
    {
        var next = new Dictionary<int, ulong>();
        for (var i = 0; i < Firings.Count; i++)
        {
            var cpu = Firings[i].Cpu;
            next[cpu] = next.GetValueOrDefault(cpu) + 1;
            Firings[i] = Firings[i] with { Sequence = next[cpu], TimeNs = 1000 + (ulong)i };
        }

        return this;
    }

    /// <summary>Lets each firing print what <paramref name="text"/> says.</summary>
    public PaperTrace Print(Func<Firing, string> text)
    {
        Output = [.. Firings.Select(firing => new OutputText(text(firing), firing))];
        return this;
    }

    /// <summary>Exchanges two firings, as if they had happened in the other order.</summary>
    public PaperTrace Swap(int i, int j)
    {
        (Firings[i], Firings[j]) = (Firings[j], Firings[i]);
        return Renumber();
    }

    /// <summary>Reverses the order of probes within calls for which <paramref name="where"/> holds.</summary>
    public PaperTrace Reverse(Func<Firing, bool> where)
    {
        foreach (var call in Firings.Where(where).GroupBy(firing => (firing.ThreadId, firing.Invocation, Moments.Of(Probes[firing.Probe].Mechanism, Hook))).ToArray())
        {
            var places = call.Select(firing => Firings.IndexOf(firing)).ToArray();
            foreach (var (place, firing) in places.Zip(call.Reverse().ToArray()))
                Firings[place] = firing;
        }

        return Renumber();
    }

    public PaperTrace Clone()
    {
        var copy = (PaperTrace)MemberwiseClone();
        copy.Probes = [.. Probes];
        copy.Threads = [.. Threads];
        copy.Firings = [.. Firings];
        copy.Output = [.. Output];
        copy.AttachSequence = [.. AttachSequence];
        return copy;
    }

    /// <summary>Sessions count both of their runs, all others their one.</summary>
    private static uint Run(ProbeInfo probe, int call, Moment moment) => Moments.Of(probe.Mechanism, Hook) == Moment.Both ? (uint)((2 * call) - (moment == Moment.Entry ? 1 : 0)) : (uint)call;

    public Trace ToTrace()
    {
        var spec = new WorkloadSpec("nanosleep", new Dictionary<string, long> { ["threads"] = Threads.Count });
        var job = new Job { Id = 1, ScriptName = "paper.bt", Script = "", Workloads = [spec] };
        return Trace.Of(job, new JobResult
        {
            Id = 1,
            Status = JobStatus.Completed,
            Probes = Probes,
            AttachSequence = AttachSequence,
            Joined = Joined,
            Firings = Firings,
            Output = Output,
            Lost = Lost,
            Skipped = Skipped,
            Workloads = [new WorkloadReport(spec, 0, 1_000_000, Threads)],
        });
    }
}
