using System.Globalization;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>How often a timed probe fires.</summary>
/// <param name="Nanoseconds">Time between two firings; for a frequency, as near as whole nanoseconds come.</param>
/// <param name="Hertz">The frequency, or 0 where the script names a time.</param>
/// <param name="Printed">As bpftrace prints it: <c>s:1</c>, <c>hz:99</c>.</param>
internal sealed record Period(ulong Nanoseconds, ulong Hertz, string Printed)
{
    private const ulong Second = 1_000_000_000;

    // Faster would be spent in the timer alone; bpftrace draws the same line.
    private const ulong Shortest = 1_000;

    /// <summary>Reads <c>s:1</c>, <c>hz:99</c>, <c>100ms</c>, <c>1s</c>, <c>99hz</c>; reports what is wrong and gives <c>null</c>.</summary>
    public static Period? Read(PlaceRequest request)
    {
        var name = request.Mechanism.Name;
        var example = $"write {name}:s:1, {name}:100ms or {name}:hz:99";
        var (unit, number) = request.Parts.Count switch
        {
            1 => Split(request.Parts[0]),
            2 => (request.Parts[0], request.Parts[1]),
            _ => ("", ""),
        };
        if (number.Length == 0 || !IntegerLiteral.TryParse(number, out var count, out _))
        {
            request.Wrong($"'{request.Text}' is no rate for {name}", example);
            return null;
        }

        var one = unit switch { "s" => Second, "ms" => Second / 1000, "us" => 1000UL, "ns" or "" => 1UL, "hz" => 0UL, _ => ulong.MaxValue };
        if (one == ulong.MaxValue)
        {
            request.Wrong($"{name} has no unit '{unit}'", $"known are s, ms, us and hz: {example}");
            return null;
        }

        if (count == 0 || (one != 0 && count > long.MaxValue / one))
        {
            request.Wrong($"the rate of {name} must be more than 0 and fit 64 bits of nanoseconds", example);
            return null;
        }

        var time = one == 0 ? Second / count : count * one;
        if (time >= Shortest)
            return new Period(time, one == 0 ? count : 0, Print(unit, count, time));
        request.Wrong($"the rate of {name} is faster than once a microsecond: {request.Text}", unit.Length == 0 ? $"a number without unit counts nanoseconds: {example}" : example);
        return null;
    }

    private static (string Unit, string Number) Split(string text)
    {
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '_'))
            digits++;
        return (text[digits..], text[..digits]);
    }

    private static string Print(string unit, ulong count, ulong time) => string.Create(CultureInfo.InvariantCulture, $"{(unit.Length == 0 ? "us" : unit)}:{(unit.Length == 0 ? time / 1000 : count)}");
}
