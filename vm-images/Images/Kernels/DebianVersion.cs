namespace Conformance.Images;

/// <summary>Compares Debian package versions as dpkg does (deb-version(7)): <c>7.3~rc7-1</c> comes before <c>7.3.4-1</c>.</summary>
public static class DebianVersion
{
    /// <summary>Less than, equal to or greater than zero, as <paramref name="left"/> is older, as old or newer.</summary>
    public static int Compare(string left, string right)
    {
        (ReadOnlySpan<char> leftEpoch, ReadOnlySpan<char> leftUpstream, ReadOnlySpan<char> leftRevision) = Split(left);
        (ReadOnlySpan<char> rightEpoch, ReadOnlySpan<char> rightUpstream, ReadOnlySpan<char> rightRevision) = Split(right);
        int order = CompareNumbers(leftEpoch, rightEpoch);
        if (order == 0)
            order = ComparePart(leftUpstream, rightUpstream);
        return order != 0 ? order : ComparePart(leftRevision, rightRevision);
    }

    /// <summary>The part that the authors of the software gave: <c>0.23.2</c> of <c>1:0.23.2-1+b2</c>.</summary>
    public static string UpstreamOf(string version) => Split(version).Upstream.ToString();

    /// <summary>Whether a package's version is of an upstream version, or of one that begins with it: <c>0.27.1-1</c> is of <c>0.27</c>, <c>0.270-1</c> is not.</summary>
    public static bool IsOfUpstream(string version, string upstream)
    {
        string own = UpstreamOf(version);
        return own == upstream || (own.StartsWith(upstream, StringComparison.Ordinal) && !char.IsAsciiDigit(own[upstream.Length]));
    }

    private static Parts Split(ReadOnlySpan<char> version)
    {
        int colon = version.IndexOf(':');
        ReadOnlySpan<char> epoch = colon < 0 ? [] : version[..colon];
        ReadOnlySpan<char> rest = version[(colon + 1)..];
        int hyphen = rest.LastIndexOf('-');
        return hyphen < 0 ? new Parts(epoch, rest, []) : new Parts(epoch, rest[..hyphen], rest[(hyphen + 1)..]);
    }

    // Text and numbers take turns, starting with a text that may be empty.
    private static int ComparePart(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (left.Length > 0 || right.Length > 0)
        {
            int order = CompareText(ref left, ref right);
            if (order != 0)
                return order;
            int leftDigits = CountDigits(left);
            int rightDigits = CountDigits(right);
            order = CompareNumbers(left[..leftDigits], right[..rightDigits]);
            if (order != 0)
                return order;
            left = left[leftDigits..];
            right = right[rightDigits..];
        }

        return 0;
    }

    private static int CompareText(ref ReadOnlySpan<char> left, ref ReadOnlySpan<char> right)
    {
        while (StartsWithText(left) || StartsWithText(right))
        {
            int order = Weight(left) - Weight(right);
            if (order != 0)
                return order;
            left = left[1..];
            right = right[1..];
        }

        return 0;
    }

    private static bool StartsWithText(ReadOnlySpan<char> rest) => rest.Length > 0 && !char.IsAsciiDigit(rest[0]);

    // A tilde sorts before the end, the end before letters, letters before everything else.
    private static int Weight(ReadOnlySpan<char> rest) => rest switch
    {
        ['~', ..] => -1,
        [] => 0,
        [char first, ..] when char.IsAsciiDigit(first) => 0,
        [char first, ..] when char.IsAsciiLetter(first) => first,
        [char first, ..] => first + 256,
    };

    private static int CountDigits(ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? rest.Length : end;
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length - right.Length : left.SequenceCompareTo(right);
    }

    private readonly ref struct Parts(ReadOnlySpan<char> epoch, ReadOnlySpan<char> upstream, ReadOnlySpan<char> revision)
    {
        private readonly ReadOnlySpan<char> epoch = epoch;
        private readonly ReadOnlySpan<char> upstream = upstream;
        private readonly ReadOnlySpan<char> revision = revision;

        public ReadOnlySpan<char> Upstream => upstream;

        public void Deconstruct(out ReadOnlySpan<char> first, out ReadOnlySpan<char> second, out ReadOnlySpan<char> third)
        {
            first = epoch;
            second = upstream;
            third = revision;
        }
    }
}
