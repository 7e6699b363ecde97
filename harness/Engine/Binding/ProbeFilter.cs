using System.Text.RegularExpressions;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Leaves only the probes that the command line's <c>--probe-filter</c> wants.</summary>
internal static class ProbeFilter
{
    /// <summary>An expression that takes longer than this on one name is a mistake.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Takes out the targets, and their attach points, whose names do not match.</summary>
    public static void Apply(string? filter, IReadOnlyList<List<ProbeTarget>> targets, IReadOnlyList<List<AttachPoint>> places, DiagnosticBag diagnostics)
    {
        if (filter is null || diagnostics.Any)
            return;
        Regex expression;
        try
        {
            expression = new Regex(filter, RegexOptions.CultureInvariant, Longest);
        }
        catch (ArgumentException e)
        {
            diagnostics.Report(default, $"--probe-filter: '{filter}' is no regular expression ({e.Message})", "for example --probe-filter 'kprobe:vfs_.*'");
            return;
        }

        var any = false;
        for (var i = 0; i < targets.Count; i++)
            for (var j = targets[i].Count - 1; j >= 0; j--)
                if (targets[i][j] is var target && target.Mechanism is not (Begin or End) && !expression.IsMatch(target.Printed) && !expression.IsMatch(target.AttachPoint))
                    (targets[i], places[i]).RemoveAt(j);
                else
                    any |= target.Mechanism is not (Begin or End);
        if (!any)
            diagnostics.Report(default, $"no probe of the script matches --probe-filter '{filter}'", "see their names: tracer -l SCRIPT");
    }

    private static void RemoveAt(this (List<ProbeTarget> Targets, List<AttachPoint> Places) lists, int index)
    {
        lists.Targets.RemoveAt(index);
        lists.Places.RemoveAt(index);
    }
}
