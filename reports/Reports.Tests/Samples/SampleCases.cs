using Conformance.Harness.Results;

namespace Conformance.Reports.Tests.Samples;

/// <summary>The cases of an eventful run: on 6.18 and 7.3 fexit probes fire newest first, 5.10 lacks a feature, a guest of 6.18 panics once.</summary>
internal static class SampleCases
{
    private static readonly string[] s_mechanisms = ["fentry", "fexit", "kprobe", "kretprobe"];

    public static void Add(SampleRun run, string kernel, string engine)
    {
        foreach (var mechanism in s_mechanisms)
        {
            foreach (var probes in new[] { 2, 3, 8, 32 })
            {
                foreach (var threads in new[] { 1, 4 }) AddSingle(run, kernel, engine, mechanism, probes, threads);
            }
        }

        AddPairs(run, kernel, engine);
        AddMissing(run, kernel, engine);
        AddFacts(run, kernel);
        run.Write(Console(kernel), $"[    0.000000] Linux version {kernel}\n[    1.73] tracer: init: proc, sys and dev are mounted\n[    1.94] \u001b[32mtracer: agent listens on ttyS1\u001b[0m\n");
    }

    private static string Console(string kernel) => $"logs/{kernel}-tracer.console.log";

    private static bool IsReversed(string kernel, string mechanism, int probes) => mechanism == "fexit" && probes <= 8 && kernel is ['6', '.', '1', '8', ..] or ['7', ..] && mechanism == "fexit" && probes <= 8;

    private static void AddSingle(SampleRun run, string kernel, string engine, string mechanism, int probes, int threads)
    {
        var name = $"{mechanism}/hrtimer_nanosleep/{probes}-probes/{threads}-threads";
        var isReversed = IsReversed(kernel, mechanism, probes);
        var trace = run.Keep($"{kernel}/{name}", () => SampleTrace.Of(kernel, engine, [mechanism], probes, threads, reversedFrom: isReversed ? 2 : 0));
        var labels = Enumerable.Range(0, probes).Select(SampleTrace.Label).ToList();
        var order = isReversed ? Outcome.Fail : Outcome.Pass;
        var reason = isReversed
            ? $"{mechanism}: invocation 2 of hrtimer_nanosleep on thread 104 fired {string.Join(' ', labels.AsEnumerable().Reverse())}, the script says {string.Join(' ', labels)}"
            : null;
        run.Add(kernel, "same-hook", name, "1-script-order", order, reason, e => e with
        {
            Traces = [trace],
            Judged = $"{5 * threads} invocations on {threads} threads, {5 * threads * probes} firings",
            Console = Console(kernel),
            EngineLog = $"{mechanism}: newest-first, measured on __x64_sys_umask",
            CounterExample = isReversed
                ? new CounterExample(reason!, labels, [.. labels.AsEnumerable().Reverse()], 0, [.. Enumerable.Range(probes * threads, probes)])
                : null,
        }, engine);
        Judge(run, kernel, engine, "same-hook", name, "4-map-write-is-read", "What an earlier probe wrote to a map, a later one reads, in the same invocation.", trace);
        Judge(run, kernel, engine, "same-hook", name, "6-run-order", "Run order relative to attach order, per mechanism, and whether it is the same at every invocation.", trace);
        Judge(run, kernel, engine, "counts", name, "17-firing-count", "Firings = the workload's own count x probes, with K threads pinned to all CPUs.", trace);
    }

    private static void Judge(SampleRun run, string kernel, string engine, string suite, string name, string invariant, string sentence, params string[] traces) =>
        run.Add(kernel, suite, name, invariant, Outcome.Pass, null, e => e with { Sentence = sentence, Traces = traces, Console = Console(kernel) }, engine);

    private static void AddPairs(SampleRun run, string kernel, string engine)
    {
        foreach (var (first, second) in new[] { ("fexit", "kretprobe"), ("fentry", "kprobe") })
        {
            foreach (var probes in new[] { 2, 3, 8, 32 })
            {
                foreach (var threads in new[] { 1, 4 })
                {
                    var name = $"{first}-{second}/hrtimer_nanosleep/{probes}-probes/{threads}-threads";
                    var isReversed = IsReversed(kernel, first, probes);
                    string Trace(string m, bool reversed) => run.Keep($"{kernel}/{m}/hrtimer_nanosleep/{probes}-probes/{threads}-threads", () => SampleTrace.Of(kernel, engine, [m], probes, threads, reversedFrom: reversed ? 2 : 0));
                    var traces = new[] { Trace(first, isReversed), Trace(second, false) };
                    var labels = Enumerable.Range(0, probes).Select(SampleTrace.Label).ToList();
                    var reason = isReversed ? $"invocation 2 on thread 104: {second} fired {string.Join(' ', labels)}, {first} fired {string.Join(' ', labels.AsEnumerable().Reverse())}" : null;
                    run.Add(kernel, "pairs", name, "2-pair-agrees", isReversed ? Outcome.Fail : Outcome.Pass, reason, e => e with
                    {
                        Sentence = "A pair agrees: for every invocation the order under one mechanism is the order under the other.",
                        Traces = traces,
                        CounterExample = isReversed ? new CounterExample(reason!, labels, [.. labels.AsEnumerable().Reverse()], 0, [.. Enumerable.Range(probes * threads, probes)]) : null,
                    }, engine);
                    var both = run.Keep($"{kernel}/both/{name}", () => SampleTrace.Of(kernel, engine, [second, first], Math.Min(probes, 8), threads));
                    var isExit = first == "fexit";
                    Judge(run, kernel, engine, "across", name, isExit ? "11-fexit-before-kretprobe" : "10-kprobe-before-fentry",
                        isExit ? "At exit fexit runs before kretprobe, in any attach order." : "At entry kprobe and kprobe.multi run before fentry, in any attach order.", both);
                    Judge(run, kernel, engine, "across", name, "14-entry-before-exit", "Entry before exit for every invocation on a task.", both);
                    if (isExit) Judge(run, kernel, engine, "values", name, "15-return-value", "retval is the same under fexit and kretprobe, and equals what the workload saw.", both);
                }
            }
        }
    }

    private static void AddMissing(SampleRun run, string kernel, string engine)
    {
        const string Name = "kprobe.multi/hrtimer_nanosleep/3-probes/1-threads";
        if (kernel.StartsWith("5.10", StringComparison.Ordinal))
            run.Add(kernel, "same-hook", Name, "1-script-order", Outcome.Unsupported, "kprobe.multi: bpf(LINK_CREATE): EINVAL", null, engine);
        else
            run.Add(kernel, "same-hook", Name, "1-script-order", Outcome.Pass, null, null, engine);
        if (kernel.StartsWith("6.18", StringComparison.Ordinal))
        {
            run.Add(kernel, "same-hook", "storm/do_nanosleep/32-probes/4-threads", "1-script-order", Outcome.Error, "guest-panic", e => e with
            {
                Console = Console(kernel),
                Detail = "The guest panicked while the case ran. Next step: run the case alone (below) and read the console.\n[   12.731044] Oops: int3: 0000 [#1] SMP\n[   12.731311] RIP: 0010:hrtimer_nanosleep+0x5/0x1c0\n[   12.731802] Kernel panic - not syncing: Fatal exception",
            }, engine);
        }

        if (kernel.StartsWith("6.12", StringComparison.Ordinal))
        {
            run.Add(kernel, "same-hook", "software/cpu-clock/2-probes", "1-script-order", Outcome.KnownFail, "perf events of one CPU run newest first before 6.13", null, engine);
            run.Add(kernel, "same-hook", "fexit/do_nanosleep/3-probes", "1-script-order", Outcome.UnexpectedPass, "listed as known failure, but passed", null, engine);
        }
    }

    private static void AddFacts(SampleRun run, string kernel)
    {
        var isNew = kernel is ['7', ..] or ['6', '.', '1', '8', ..];
        run.Facts.Add(new Fact(kernel, "fexit", "run-order", isNew ? "newest-first" : "oldest-first"));
        run.Facts.Add(new Fact(kernel, "fentry", "run-order", "oldest-first"));
        run.Facts.Add(new Fact(kernel, "kprobe", "run-order", kernel[0] == '5' ? "oldest-first" : "newest-first"));
        run.Facts.Add(new Fact(kernel, "kretprobe", "run-order", "newest-first"));
        foreach (var mechanism in s_mechanisms) run.Facts.Add(new Fact(kernel, mechanism, "same-at-every-invocation", "yes"));
        if (kernel[0] != '5') run.Facts.Add(new Fact(kernel, "kprobe.multi", "programs-per-hook", isNew ? "64" : "38"));
    }
}
