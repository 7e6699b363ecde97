namespace Conformance.Suites.Writing;

/// <summary>
/// The scripts of the suites. The engine records firings without any help of the script, so most bodies are empty:
/// what is measured is the probe itself. Comments give the labels that reports use.
/// </summary>
public static class Scripts
{
    /// <summary>N probes of one mechanism on one hook.</summary>
    public static ScriptText OneHook(string mechanism, string hook, int probes) =>
        Script($"{mechanism}-{probes}.bt", Enumerable.Repeat((mechanism, hook, ""), probes));

    /// <summary>One probe of each mechanism on one hook, in the order given.</summary>
    public static ScriptText Together(string hook, params IReadOnlyList<string> mechanisms) =>
        Script($"{string.Join('-', mechanisms)}.bt", mechanisms.Select(mechanism => (mechanism, hook, "")));

    /// <summary>Each probe prints what it finds under its thread in a map, and writes its own number (from 1) there.</summary>
    public static ScriptText Chain(string mechanism, string hook, int probes) =>
        Script($"{mechanism}-chain-{probes}.bt", Enumerable.Range(1, probes).Select(number => (mechanism, hook, $$"""printf("%d\n", @last[tid]); @last[tid] = {{number}};""")));

    /// <summary>Exit probes that print <c>retval</c>.</summary>
    public static ScriptText ReturnValues(string hook, params IReadOnlyList<string> mechanisms) =>
        Script($"{string.Join('-', mechanisms)}-retval.bt", mechanisms.Select(mechanism => (mechanism, hook, """printf("%d\n", retval);""")));

    private static ScriptText Script(string name, IEnumerable<(string Mechanism, string Hook, string Body)> probes) =>
        new(name, string.Concat(probes.Select((probe, index) =>
            $"// {Harness.Traces.TraceProbe.LabelOf(index)}\n{probe.Mechanism}:{probe.Hook} {{ {probe.Body}{(probe.Body.Length > 0 ? " " : "")}}}\n")));
}
