using Conformance.Harness.Results;

namespace Conformance.Reports.Model;

/// <summary>How each outcome is called and shown.</summary>
public static class Outcomes
{
    /// <summary>Worst first: the order in which readers want to see them.</summary>
    public static IReadOnlyList<Outcome> BySeverity { get; } =
        [Outcome.Fail, Outcome.Error, Outcome.UnexpectedPass, Outcome.KnownFail, Outcome.Unsupported, Outcome.Pass];

    /// <summary>The word of the contract (<c>known-fail</c>).</summary>
    public static string Word(this Outcome outcome) => outcome switch
    {
        Outcome.Pass => "pass",
        Outcome.Fail => "fail",
        Outcome.KnownFail => "known-fail",
        Outcome.UnexpectedPass => "unexpected-pass",
        Outcome.Unsupported => "unsupported",
        _ => "error",
    };

    /// <summary>A sign that tells outcomes apart without colour.</summary>
    public static string Glyph(this Outcome outcome) => outcome switch
    {
        Outcome.Pass => "✓",
        Outcome.Fail => "✗",
        Outcome.KnownFail => "◌",
        Outcome.UnexpectedPass => "★",
        Outcome.Unsupported => "–",
        _ => "!",
    };

    /// <summary>Whether somebody has to look at it.</summary>
    public static bool IsUnexpected(this Outcome outcome) => outcome is Outcome.Fail or Outcome.UnexpectedPass or Outcome.Error;

    /// <summary>Place in <see cref="BySeverity"/>, 0 the worst.</summary>
    public static int Severity(this Outcome outcome) => outcome switch
    {
        Outcome.Fail => 0,
        Outcome.Error => 1,
        Outcome.UnexpectedPass => 2,
        Outcome.KnownFail => 3,
        Outcome.Unsupported => 4,
        _ => 5,
    };
}
