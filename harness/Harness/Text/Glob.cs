namespace Conformance.Harness.Text;

/// <summary>A pattern as users write it on the command line: <c>*</c> stands for any run of characters (slashes too), <c>?</c> for one, a comma for "or".</summary>
public sealed class Glob(string pattern)
{
    private readonly string[] _alternatives = pattern.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As it was written.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>Whether the whole name matches; upper and lower case differ.</summary>
    public bool Matches(string name) => Array.Exists(_alternatives, alternative => Matches(alternative, name));

    /// <inheritdoc/>
    public override string ToString() => Pattern;

    /// <summary>Two fingers with one remembered star: linear for the patterns people write, never exponential.</summary>
    private static bool Matches(string pattern, string name)
    {
        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = n;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == name[n]))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
                return false;
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }
}
