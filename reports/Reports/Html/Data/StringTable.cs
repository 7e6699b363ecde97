namespace Conformance.Reports.Html.Data;

/// <summary>Each string of the page's data once; the data refers to it by number.</summary>
internal sealed class StringTable
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _strings = [];

    public IReadOnlyList<string> Strings => _strings;

    /// <summary>The number of a string; -1 for none.</summary>
    public int Of(string? text)
    {
        if (text is null) return -1;
        if (_numbers.TryGetValue(text, out var number)) return number;
        _numbers.Add(text, _strings.Count);
        _strings.Add(text);
        return _strings.Count - 1;
    }
}
