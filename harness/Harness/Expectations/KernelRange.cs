using System.Globalization;

namespace Conformance.Harness.Expectations;

/// <summary>
/// A set of kernels by release: comparisons that must all hold (<c>&gt;=5.10 &lt;6.12</c>), or a bare version that stands for its whole series
/// (<c>6.12</c> holds 6.12.107). A vertical bar separates alternatives, <c>*</c> is every kernel.
/// </summary>
public sealed class KernelRange
{
    private static readonly string[] s_operators = [">=", "<=", ">", "<"];

    private readonly Func<int[], bool>[][] _alternatives;

    private readonly string _text;

    private KernelRange(string text, Func<int[], bool>[][] alternatives) => (_text, _alternatives) = (text, alternatives);

    /// <summary>Parses a range.</summary>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static KernelRange Parse(string text)
    {
        var alternatives = text.Split('|').Select(part => part.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Comparison).ToArray()).ToArray();
        return alternatives.Any(alternative => alternative.Length == 0) ? throw new FormatException("it is empty") : new KernelRange(text, alternatives);
    }

    /// <summary>Whether a release (<c>6.12.107+deb13-cloud-amd64</c>) is in it.</summary>
    public bool Contains(string release) => Number(release) is { } version && _alternatives.Any(all => all.All(holds => holds(version)));

    /// <summary>As it was written.</summary>
    public override string ToString() => _text;

    private static Func<int[], bool> Comparison(string term)
    {
        if (term == "*")
            return _ => true;
        var sign = s_operators.FirstOrDefault(term.StartsWith) ?? "";
        var text = term[sign.Length..];
        var bound = Number(text) is { } version && text.All(letter => char.IsAsciiDigit(letter) || letter == '.')
            ? version
            : throw new FormatException($"'{term}' is no kernel version; write 6.12, >=5.10 or <6.18.2");
        return sign switch
        {
            ">=" => version => Compare(version, bound) >= 0,
            "<=" => version => Compare(version[..Math.Min(version.Length, bound.Length)], bound) <= 0,
            ">" => version => Compare(version[..Math.Min(version.Length, bound.Length)], bound) > 0,
            "<" => version => Compare(version, bound) < 0,
            _ => version => version.Length >= bound.Length && version.AsSpan(0, bound.Length).SequenceEqual(bound),
        };
    }

    /// <summary>The numbers at the start of a release, or <c>null</c> if there are none.</summary>
    private static int[]? Number(string release)
    {
        var digits = new string([.. release.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.')]).Trim('.');
        var parts = digits.Split('.');
        var numbers = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        return numbers;
    }

    private static int Compare(int[] a, int[] b)
    {
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            var difference = a.ElementAtOrDefault(i).CompareTo(b.ElementAtOrDefault(i));
            if (difference != 0)
                return difference;
        }

        return 0;
    }
}
