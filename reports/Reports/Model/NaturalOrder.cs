namespace Conformance.Reports.Model;

/// <summary>Orders names as people do: runs of digits by value (6.9 before 6.12, 2-pair before 10-entry), and a release candidate before its release.</summary>
public sealed class NaturalOrder : IComparer<string>
{
    /// <summary>The comparer; it has no state.</summary>
    public static NaturalOrder Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        while (left.Length > 0 && right.Length > 0)
        {
            var order = char.IsAsciiDigit(left[0]) && char.IsAsciiDigit(right[0])
                ? CompareNumbers(TakeDigits(ref left), TakeDigits(ref right))
                : TakeOne(ref left).CompareTo(TakeOne(ref right));
            if (order != 0) return order;
        }

        if (left.Length == 0 && right.Length == 0) return string.CompareOrdinal(x, y);
        return left.Length > 0 ? LongerIsLater(left) : -LongerIsLater(right);
    }

    // 7.3-rc2 and 7.3~rc2 come before 7.3; everything else that is longer comes later.
    private static int LongerIsLater(ReadOnlySpan<char> rest) => rest[0] == '~' || rest.StartsWith("-rc", StringComparison.Ordinal) ? -1 : 1;

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    private static char TakeOne(ref ReadOnlySpan<char> text)
    {
        var first = text[0];
        text = text[1..];
        return first;
    }

    private static ReadOnlySpan<char> TakeDigits(ref ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length])) length++;
        var digits = text[..length];
        text = text[length..];
        return digits;
    }
}
