using System.Globalization;

namespace Conformance.Harness.Results;

/// <summary>How often something happened, and what that says of how often it happens: a share with its 95 % confidence bounds.</summary>
/// <param name="Hits">How often it happened.</param>
/// <param name="Trials">Out of so many.</param>
public readonly record struct Rate(int Hits, int Trials)
{
    // The 97.5 % point of the normal distribution: 2.5 % lie above, 2.5 % below.
    private const double Z = 1.959964;

    // -ln(0.05), rounded up: what happens at a rate of 3/n stays away n times with a chance of 5 %.
    private const double RuleOfThree = 3;

    /// <summary>The share that was seen.</summary>
    public double Share => (double)Hits / Trials;

    /// <summary>The least rate that fits what was seen.</summary>
    public double Low => Hits == 0 ? 0 : Hits == Trials ? Math.Max(0, 1 - (RuleOfThree / Trials)) : Math.Max(0, Middle - Half);

    /// <summary>The greatest rate that fits: by Wilson's score interval, and by the rule of three where it never happened.</summary>
    public double High => Hits == Trials ? 1 : Hits == 0 ? Math.Min(1, RuleOfThree / Trials) : Math.Min(1, Middle + Half);

    private double Middle => (Share + (Z * Z / (2 * Trials))) / (1 + (Z * Z / Trials));

    private double Half => Z / (1 + (Z * Z / Trials)) * Math.Sqrt((Share * (1 - Share) / Trials) + (Z * Z / (4.0 * Trials * Trials)));

    /// <summary>For sentences: <c>3 of 50 (6 %, with 95 % confidence 2.1 to 16.2 %)</c>.</summary>
    public override string ToString() => $"{Hits} of {Trials} ({Percent(Share)} %, with 95 % confidence {Percent(Low)} to {Percent(High)} %)";

    /// <summary>A share in percent, one decimal at most.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture);
}
