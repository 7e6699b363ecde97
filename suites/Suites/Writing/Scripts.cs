using Conformance.Harness.Runs;
using ValuesOf = (string Name, string Value)[];

namespace Conformance.Suites.Writing;

/// <summary>
/// The scripts of the suites: what each puts into a file of <c>fixtures/scripts</c>, which says what it shows. The engine records firings without any help of the script; bodies do what the cases of the same hook want to
/// judge beside the order, so that all of them share one measurement.
/// </summary>
public static class Scripts
{
    /// <summary>Order of <see cref="AllMechanisms"/>: kprobe, fentry, fexit, kretprobe.</summary>
    public const string EntriesFirst = "entries-first";

    /// <summary>Order of <see cref="AllMechanisms"/>: kretprobe, fexit, fentry, kprobe.</summary>
    public const string ExitsFirst = "exits-first";

    /// <summary>N probes of one mechanism on one hook, which write their numbers (from 1) to a map and print what they find there.</summary>
    public static ScriptText OneHook(Subject subject, Target target, int probes) =>
        ScriptFixture.FillEach($"{subject.Mechanism}-{probes}.bt", "one-hook", Enumerable.Range(1, probes).Select<int, ValuesOf>(number => [.. Of(subject, target), ("number", $"{number}")]));

    /// <summary>Probes of all four mechanisms on one hook, three of each, attached as written. One attachment serves every case that compares mechanisms.</summary>
    /// <param name="order"><see cref="EntriesFirst"/> or <see cref="ExitsFirst"/>.</param>
    public static ScriptText AllMechanisms(string hook, string order) =>
        ScriptFixture.Fill($"all-mechanisms-{order}.bt", $"all-mechanisms-{order}", ("hook", hook)).AttachedAsWritten();

    /// <summary>Three probes of one mechanism, attached as written: shows the order in which the kernel runs them.</summary>
    public static ScriptText AsWritten(Subject subject, Target target) =>
        ScriptFixture.Fill($"{subject.Mechanism}-written.bt", "written", Of(subject, target)).AttachedAsWritten();

    /// <summary>Exit probes that print <c>retval</c>.</summary>
    public static ScriptText ReturnValues(string hook, params IReadOnlyList<string> mechanisms) =>
        ScriptFixture.FillEach($"{string.Join('-', mechanisms)}-{hook}-retval.bt", "return-values", mechanisms.Select<string, ValuesOf>(mechanism => [("mechanism", mechanism), ("hook", hook)]));

    /// <summary>Probes at both ends of a hook that print one argument.</summary>
    public static ScriptText Arguments(string hook, string argument) => ScriptFixture.Fill($"arguments-{hook}.bt", "arguments", ("hook", hook), ("argument", argument));

    /// <summary>One list of attach points for each of three clauses: each clause is on both hooks.</summary>
    public static ScriptText Commas(string mechanism) => ScriptFixture.Fill($"{mechanism}-commas.bt", "commas", ("mechanism", mechanism));

    /// <summary>Wildcards before, between and after exact names, all on one hook.</summary>
    public static ScriptText Wildcards(string mechanism) => ScriptFixture.Fill($"{mechanism}-wildcards.bt", "wildcards", ("mechanism", mechanism));

    /// <summary>Probes of which every other one leaves out the threads with odd numbers, by a predicate.</summary>
    public static ScriptText Predicates(string mechanism) => ScriptFixture.Fill($"{mechanism}-predicates.bt", "predicates", ("mechanism", mechanism));

    /// <summary>Three probes, the middle one of which ends the script at the workload's first call.</summary>
    public static ScriptText Exit(Subject subject, Target target) => ScriptFixture.Fill($"{subject.Mechanism}-exit.bt", "exit", Of(subject, target));

    /// <summary>Probes of each of the mechanisms that no call causes, mixed.</summary>
    /// <param name="attachPoint">The one between begin and end.</param>
    /// <param name="each">How many of each.</param>
    public static ScriptText Uncalled(string attachPoint, int each) =>
        ScriptFixture.FillEach("uncalled.bt", "uncalled", Enumerable.Repeat<ValuesOf>([("attach-point", attachPoint)], each));

    /// <summary>Two probes on a hook, for counting.</summary>
    public static ScriptText Storm(string mechanism, string hook) => ScriptFixture.Fill($"{mechanism}-storm.bt", "storm", ("mechanism", mechanism), ("hook", hook));

    private static ValuesOf Of(Subject subject, Target target) => [("attach-point", subject.AttachPointOn(target)), ("predicate", subject.Predicate)];
}
