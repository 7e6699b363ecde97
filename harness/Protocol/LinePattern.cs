using System.Globalization;

namespace Conformance.Protocol;

/// <summary>
/// A line with holes: <c>{probe},{cpu}: {name}</c>. Text between holes must be there as it is, a hole takes everything up to the text behind it (the last one up to the line's end), and
/// <c>{}</c> is a hole whose content does not matter.
/// </summary>
public sealed class LinePattern
{
    private readonly string _start;
    private readonly (string Hole, string Behind)[] _pieces;

    private LinePattern(string start, (string, string)[] pieces) => (_start, _pieces) = (start, pieces);

    /// <summary>Names of the holes, those without a name left out.</summary>
    public IEnumerable<string> Holes => _pieces.Select(piece => piece.Hole).Where(hole => hole.Length > 0);

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">A brace is not closed, or two holes touch each other.</exception>
    public static LinePattern Parse(string pattern)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        var start = open < 0 ? pattern : pattern[..open];
        var pieces = new List<(string, string)>();
        while (open >= 0)
        {
            var close = pattern.IndexOf('}', open);
            if (close < 0)
                throw new FormatException($"the brace at character {open + 1} is not closed");
            var next = pattern.IndexOf('{', close);
            var behind = next < 0 ? pattern[(close + 1)..] : pattern[(close + 1)..next];
            if (next >= 0 && behind.Length == 0)
                throw new FormatException($"two holes touch each other at character {next + 1}; put a text between them");
            pieces.Add((pattern[(open + 1)..close], behind));
            open = next;
        }

        return new LinePattern(start, [.. pieces]);
    }

    /// <summary>What is in the holes of a line (its line end does not count), or <c>null</c> if the line is another one.</summary>
    public IReadOnlyDictionary<string, string>? Match(string line)
    {
        var rest = line.AsSpan().TrimEnd("\r\n");
        if (!rest.StartsWith(_start, StringComparison.Ordinal))
            return null;
        rest = rest[_start.Length..];
        var values = new Dictionary<string, string>(_pieces.Length, StringComparer.Ordinal);
        for (var i = 0; i < _pieces.Length; i++)
        {
            var (hole, behind) = _pieces[i];
            var last = i == _pieces.Length - 1;
            var end = last ? rest.Length - behind.Length : rest.IndexOf(behind, StringComparison.Ordinal);
            if (end < 0 || (last && !rest.EndsWith(behind, StringComparison.Ordinal)))
                return null;
            if (hole.Length > 0)
                values[hole] = rest[..end].ToString();
            rest = rest[(end + behind.Length)..];
        }

        return rest.Length == 0 ? values : null;
    }

    /// <summary>A hole's content as a whole number.</summary>
    /// <returns>Whether the hole is there and holds one.</returns>
    public static bool TryNumber(IReadOnlyDictionary<string, string> values, string hole, out long number)
    {
        number = 0;
        return values.TryGetValue(hole, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
