using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Leaves of a script what is run: its tests, its benchmarks, or all else; begin and end probes in any case.</summary>
internal static class CalledProbes
{
    /// <summary>Takes out the other targets and their attach points.</summary>
    public static void Select(ScriptRun run, IReadOnlyList<List<ProbeTarget>> targets, IReadOnlyList<List<AttachPoint>> places, DiagnosticBag diagnostics)
    {
        if (diagnostics.Any || (run == ScriptRun.Probes && !targets.Any(t => t.Exists(p => p.Mechanism is CalledMechanism))))
            return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var left = 0;
        CalledMechanism? another = null;
        for (var i = 0; i < targets.Count; i++)
        {
            for (var j = targets[i].Count - 1; j >= 0; j--)
            {
                var target = targets[i][j];
                if (target.Mechanism is Begin or End)
                    continue;
                if ((target.Mechanism as CalledMechanism)?.Run is var called && (run == ScriptRun.Probes ? called is null : called == run))
                {
                    left++;
                    if (called is not null && !names.Add(target.AttachPoint))
                        diagnostics.Report(places[i][j].Span, $"there is already a '{target.AttachPoint}'", "give it another name");
                    continue;
                }
                another ??= target.Mechanism as CalledMechanism;
                targets[i].RemoveAt(j);
                places[i].RemoveAt(j);
            }
        }
        if (left > 0 || (run == ScriptRun.Probes && targets.Any(t => t.Count > 0)))
            return;
        if (run == ScriptRun.Probes)
            diagnostics.Report(default, $"the script has {another!.Name} probes only", $"run it with {another.Option}");
        else
            diagnostics.Report(default, $"the script has no {(run == ScriptRun.Tests ? "test" : "bench")} probe", run == ScriptRun.Tests ? "write test:name { return 0; }" : "write bench:name { @x = count(); }");
    }
}
