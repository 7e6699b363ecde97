namespace Conformance.Engine.Kernel;

/// <summary>Patterns of bpftrace's kind: a star stands for any characters, everything else for itself.</summary>
internal static class Glob
{
    private const byte Star = (byte)'*';

    /// <summary>The same for texts.</summary>
    public static bool Matches(string pattern, string text) => Matches(System.Text.Encoding.UTF8.GetBytes(pattern), System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Whether all of <paramref name="text"/> fits <paramref name="pattern"/>. Both are UTF-8. Time grows with the product of the two lengths at most.</summary>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        int p = 0, t = 0, star = -1, resume = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == Star)
            {
                star = p++;
                resume = t;
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                // Let the last star take one character more.
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart(Star).IsEmpty;
    }
}
