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
    public static ScriptText OneHook(string mechanism, string hook, int probes) =>
        Script($"{mechanism}-{probes}.bt", Enumerable.Range(1, probes).Select(number => (mechanism, hook, $$"""printf("%d\n", @last[tid]); @last[tid] = {{number}};""")));

    /// <summary>
    /// Probes of all four mechanisms on one hook, three of each (two cannot show an order that is neither one nor its reverse), attached as written: the entry
    /// probes first with kprobe at their head, or the other way round from end to end. One attachment serves every case that compares mechanisms.
    /// </summary>
    /// <param name="order"><see cref="EntriesFirst"/> or <see cref="ExitsFirst"/>.</param>
    public static ScriptText AllMechanisms(string hook, string order)
    {
        string[] mechanisms = ["kprobe", "fentry", "fexit", "kretprobe"];
        var written = order == EntriesFirst ? mechanisms : mechanisms.Reverse();
        return Script($"all-mechanisms-{order}.bt", written.SelectMany(mechanism => Enumerable.Repeat((mechanism, hook, ""), 3))).AttachedAsWritten();
    }

    /// <summary>Exit probes that print <c>retval</c>.</summary>
    public static ScriptText ReturnValues(string hook, params IReadOnlyList<string> mechanisms) =>
        Script($"{string.Join('-', mechanisms)}-retval.bt", mechanisms.Select(mechanism => (mechanism, hook, """printf("%d\n", retval);""")));

    private static ScriptText Script(string name, IEnumerable<(string Mechanism, string Hook, string Body)> probes) =>
        new(name, string.Concat(probes.Select((probe, index) =>
            $"// {Harness.Traces.TraceProbe.LabelOf(index)}\n{probe.Mechanism}:{probe.Hook} {{ {probe.Body}{(probe.Body.Length > 0 ? " " : "")}}}\n")));
}
