using Conformance.Engine;
using Conformance.Harness.Results;
using Conformance.Protocol;

namespace Conformance.Reports.Tests.Samples;

/// <summary>Measured runs made by hand, with times like those of a guest: about a microsecond between probes, 57 between calls.</summary>
public static class SampleTrace
{
    private const int FirstThread = 104;

    /// <summary>A run of one or two mechanisms on one hook.</summary>
    /// <param name="mechanisms">In the order in which they fire.</param>
    /// <param name="reversedFrom">From this invocation on the last mechanism's probes fire backwards; 0 for never.</param>
    public static TraceFile Of(string kernel, string engine, IReadOnlyList<string> mechanisms, int probes, int threads, int times = 5, int reversedFrom = 0)
    {
        const string Hook = "hrtimer_nanosleep";
        var infos = mechanisms.SelectMany(m => Enumerable.Range(0, probes).Select(_ => m))
            .Select((m, i) => new ProbeInfo(i, m, Hook, $"{m}:{Hook}", i + 3)).ToList();
        var script = "// Each probe says its letter; the order of the letters is the order of the probes.\n\n"
            + string.Concat(infos.Select(p => $"{p.AttachPoint} /comm == \"workload\"/ {{ printf(\"%s\", \"{Label(p.Index)}\"); @calls[tid]++; }}\n"));
        var spec = new WorkloadSpec("nanosleep", new Dictionary<string, long> { ["times"] = times, ["interval_us"] = 50, ["threads"] = threads, ["pin"] = 1 });
        var reports = Enumerable.Range(0, threads)
            .Select(t => new WorkloadThread(FirstThread + t, 0, times, Enumerable.Repeat(0L, times).ToList(), Enumerable.Repeat(50_000L, times).ToList())).ToList();
        var firings = Firings(mechanisms, probes, threads, times, reversedFrom);
        return new TraceFile(kernel, engine, "vm",
            new Job
            {
                Id = 1,
                ScriptName = $"{string.Join('-', mechanisms)}-{probes}.bt",
                Script = script,
                Options = new EngineOptions { RecordFirings = true },
                Workloads = [spec],
            },
            new JobResult
            {
                Id = 1,
                Status = JobStatus.Completed,
                Probes = infos,
                AttachSequence = [.. Enumerable.Range(0, infos.Count).Reverse()],
                OrderNotes = [.. mechanisms.Select(m => $"{m}: newest-first, measured on __x64_sys_umask")],
                Firings = firings,
                Workloads = [new WorkloadReport(spec, firings[0].TimeNs - 1000, firings[^1].TimeNs + 1000, reports)],
                Timings = new JobTimings { Compile = 3_120, LoadKernel = 12_400, AttachKernel = 88_200, Workload = 31_050, Drain = 410, DetachKernel = 60_300, Total = 201_700 },
            });
    }

    /// <summary>The label of a probe, as counter-examples write it.</summary>
    public static string Label(int index) => index < 26 ? ((char)('a' + index)).ToString() : Label(index / 26 - 1) + Label(index % 26);

    private static List<Firing> Firings(IReadOnlyList<string> mechanisms, int probes, int threads, int times, int reversedFrom)
    {
        var random = new Random(4104);
        var firings = new List<Firing>();
        ulong time = 81_234_567_890, sequence = 0;
        for (uint invocation = 1; invocation <= times; invocation++)
        {
            for (var thread = 0; thread < threads; thread++)
            {
                for (var m = 0; m < mechanisms.Count; m++)
                {
                    var isReversed = m == mechanisms.Count - 1 && reversedFrom > 0 && invocation >= reversedFrom;
                    for (var p = 0; p < probes; p++)
                    {
                        time += (ulong)random.Next(600, 1500);
                        firings.Add(new Firing(m * probes + (isReversed ? probes - 1 - p : p), 0, FirstThread + thread, ++sequence, time, invocation));
                    }

                    time += (ulong)random.Next(52_000, 61_000);
                }
            }
        }

        return firings;
    }
}
