using System.Globalization;
using System.Text;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Parameters of the command line in attach points (<c>uprobe:$1:$2</c>) become what was given.</summary>
internal static class PlaceParameters
{
    /// <summary>The script with its attach points filled in.</summary>
    public static ScriptTree Fill(ScriptTree script, IReadOnlyList<string> given, DiagnosticBag diagnostics) =>
        script.Probes.Any(p => p.AttachPoints.Any(a => a.Hook.Contains('$', StringComparison.Ordinal)))
            ? script with { Probes = [.. script.Probes.Select(p => p with { AttachPoints = [.. p.AttachPoints.Select(a => Fill(a, given, diagnostics))] })] }
            : script;

    private static AttachPoint Fill(AttachPoint point, IReadOnlyList<string> given, DiagnosticBag diagnostics)
    {
        var parts = point.Parts.Select(part => Fill(part, point.Span, given, diagnostics)).ToList();
        return point with { Hook = string.Join(':', parts), Parts = parts };
    }

    private static string Fill(string part, TextSpan place, IReadOnlyList<string> given, DiagnosticBag diagnostics)
    {
        var filled = new StringBuilder();
        for (var i = 0; i < part.Length; i++)
        {
            var end = i + 1;
            while (part[i] == '$' && end < part.Length && char.IsAsciiDigit(part[end]))
                end++;
            // A dollar sign may also be part of a symbol's name.
            if (end == i + 1 || !int.TryParse(part.AsSpan(i + 1, end - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                filled.Append(part[i]);
                continue;
            }
            if (number <= given.Count)
                filled.Append(given[number - 1]);
            else
                diagnostics.Report(place, $"${number} was not given", "put the script's parameters behind it on the command line");
            i = end - 1;
        }
        return filled.ToString();
    }
}
