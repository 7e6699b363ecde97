namespace Conformance.Reports.Html;

/// <summary>Characters that could make one word look like another: those that turn the direction of writing (Unicode, UAX #9).</summary>
internal static class Deception
{
    /// <summary>Whether a character turns the direction of writing.</summary>
    public static bool Turns(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    /// <summary>The text with a visible sign in their place.</summary>
    public static string Shown(string text) => text.Any(Turns) ? new string([.. text.Select(c => Turns(c) ? '\uFFFD' : c)]) : text;
}
