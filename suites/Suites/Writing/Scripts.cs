using Conformance.Harness.Runs;
using Conformance.Harness.Traces;

namespace Conformance.Suites.Writing;

/// <summary>
/// The scripts of the suites. The engine records firings without any help of the script; bodies do what the cases of the same hook
/// want to judge beside the order, so that all of them share one measurement. Comments give the labels that reports use.
/// </summary>
public static class Scripts
{
    /// <summary>Order of <see cref="AllMechanisms"/>: kprobe, fentry, fexit, kretprobe.</summary>
    public const string EntriesFirst = "entries-first";

    /// <summary>Order of <see cref="AllMechanisms"/>: kretprobe, fexit, fentry, kprobe.</summary>
    public const string ExitsFirst = "exits-first";

    /// <summary>
    /// N probes of one mechanism on one hook. Each prints what it finds under its thread in a map, and writes its own number (from 1) there: the order shows in
    /// the engine's record, in what is printed and in what is read.
    /// </summary>
    public static ScriptText OneHook(Subject subject, Target target, int probes) =>
        Script($"{subject.Mechanism}-{probes}.bt", Enumerable.Range(1, probes).Select(number => (subject.AttachPointOn(target), subject.Predicate, $$"""printf("%d\n", @last[tid]); @last[tid] = {{number}};""")));

    /// <summary>
    /// Probes of all four mechanisms on one hook, three of each (two cannot show an order that is neither one nor its reverse), attached as written: the entry
    /// probes first with kprobe at their head, or the other way round from end to end. One attachment serves every case that compares mechanisms.
    /// </summary>
    /// <param name="order"><see cref="EntriesFirst"/> or <see cref="ExitsFirst"/>.</param>
    public static ScriptText AllMechanisms(string hook, string order)
    {
        string[] mechanisms = ["kprobe", "fentry", "fexit", "kretprobe"];
        var written = order == EntriesFirst ? mechanisms : mechanisms.Reverse();
        return Script($"all-mechanisms-{order}.bt", written.SelectMany(mechanism => Enumerable.Repeat(($"{mechanism}:{hook}", "", ""), 3))).AttachedAsWritten();
    }

    /// <summary>Three probes of one mechanism, attached as written: shows the order in which the kernel runs them.</summary>
    public static ScriptText AsWritten(Subject subject, Target target) =>
        Script($"{subject.Mechanism}-written.bt", Enumerable.Repeat((subject.AttachPointOn(target), subject.Predicate, ""), 3)).AttachedAsWritten();

    /// <summary>Only what the workload does: a tracer that writes what it prints would else print what it writes, for ever.</summary>
    internal const string OfWorkload = """/comm == "workload"/""";

    /// <summary>Exit probes that print <c>retval</c>.</summary>
    public static ScriptText ReturnValues(string hook, params IReadOnlyList<string> mechanisms) =>
        Script($"{string.Join('-', mechanisms)}-{hook}-retval.bt", mechanisms.Select(mechanism => ($"{mechanism}:{hook}", OfWorkload, """printf("%lld\n", (int64)retval);""")));

    /// <summary>Probes at both ends of a hook that print one argument.</summary>
    public static ScriptText Arguments(string hook, string argument) =>
        Script($"arguments-{hook}.bt", new[] { "fentry", "fexit" }.Select(mechanism => ($"{mechanism}:{hook}", OfWorkload, $$"""printf("%lld\n", (int64){{argument}});""")));

    /// <summary>One list of attach points for each of three clauses: each clause is on both hooks.</summary>
    public static ScriptText Commas(string mechanism) =>
        Script($"{mechanism}-commas.bt", Enumerable.Repeat(($"{mechanism}:{Hooks.HrtimerNanosleep},{mechanism}:{Hooks.DoNanosleep}", "", ""), 3));

    /// <summary>Wildcards before, between and after exact names, all on one hook.</summary>
    public static ScriptText Wildcards(string mechanism)
    {
        string exact = $"{mechanism}:{Hooks.HrtimerNanosleep}", wild = $"{mechanism}:hrtimer_n*osleep";
        return Script($"{mechanism}-wildcards.bt", new[] { wild, exact, wild, exact }.Select(point => (point, "", "")));
    }

    /// <summary>Probes of which every other one leaves out the threads with odd numbers, by a predicate.</summary>
    public static ScriptText Predicates(string mechanism) =>
        Script($"{mechanism}-predicates.bt", Enumerable.Range(0, 5).Select(number => ($"{mechanism}:{Hooks.HrtimerNanosleep}", number % 2 == 1 ? "/tid % 2 == 0/" : "", "")));

    /// <summary>Three probes, the middle one of which ends the script at the workload's first call; what other threads do before does not.</summary>
    public static ScriptText Exit(Subject subject, Target target) =>
        Script($"{subject.Mechanism}-exit.bt", new[] { "", """if (comm == "workload") { exit(); }""", "" }.Select(body => (subject.AttachPointOn(target), subject.Predicate, body)));

    /// <summary>Probes of each of the mechanisms that no call causes, mixed.</summary>
    /// <param name="attachPoint">The one between begin and end.</param>
    /// <param name="each">How many of each.</param>
    public static ScriptText Uncalled(string attachPoint, int each) =>
        Script("uncalled.bt", Enumerable.Range(0, each).SelectMany(_ => new[] { "end", "begin", attachPoint }).Select(point => (point, "", "")));

    /// <summary>Two probes on a hook, for counting.</summary>
    public static ScriptText Storm(string mechanism, string hook) =>
        Script($"{mechanism}-storm.bt", Enumerable.Repeat(($"{mechanism}:{hook}", "", ""), 2));

    private static ScriptText Script(string name, IEnumerable<(string AttachPoints, string Predicate, string Body)> probes)
    {
        var index = 0;
        return new(name, string.Concat(probes.Select(probe =>
        {
            var labels = string.Join(' ', probe.AttachPoints.Split(',').Select(_ => TraceProbe.LabelOf(index++)));
            return $"// {labels}\n{probe.AttachPoints} {probe.Predicate}{(probe.Predicate.Length > 0 ? " " : "")}{{ {probe.Body}{(probe.Body.Length > 0 ? " " : "")}}}\n";
        })));
    }
}
