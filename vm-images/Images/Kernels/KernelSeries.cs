using System.Text.RegularExpressions;

namespace Conformance.Images;

/// <summary>The first two numbers of a kernel's version, which is what people call a kernel by.</summary>
public static partial class KernelSeries
{
    /// <summary>
    /// The series a run takes when nobody says otherwise: the long-term kernels of three Debian releases, the last
    /// long-term one before tracing programs were reworked, and the newest.
    /// </summary>
    public static IReadOnlyList<string> Default { get; } = ["5.10", "6.1", "6.12", "6.18", "7.3"];

    /// <summary>Whether a word is a series (<c>6.12</c>) and not a release or something else.</summary>
    public static bool IsSeries(string word) => Series().IsMatch(word);

    /// <summary>The series of a release: <c>6.12</c> of <c>6.12.117+deb13-cloud-amd64</c>; <c>null</c> where it starts with no version.</summary>
    public static string? Of(string release) => Start().Match(release) is { Success: true } match ? match.Value : null;

    /// <summary>Orders series by number: 5.10 comes after 5.9.</summary>
    public static IComparer<string> Order { get; } =
        Comparer<string>.Create((left, right) => DebianVersion.Compare(left, right));

    [GeneratedRegex(@"^[0-9]{1,4}\.[0-9]{1,4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Series();

    [GeneratedRegex(@"^[0-9]{1,4}\.[0-9]{1,4}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Start();
}
