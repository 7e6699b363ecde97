using System.Globalization;

namespace Conformance.Tracer.Peers;

/// <summary>Reads what tracers say of themselves; only ever used to quote them and to count what they admit to have lost.</summary>
internal static class PeerWords
{
    private const int Longest = 300;

    /// <summary>The line in which it complains: the first that names an error, else the last that says anything.</summary>
    public static string Complaint(string said)
    {
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.LastOrDefault() ?? "it said nothing";
        return line.Length <= Longest ? line : line[..Longest] + " …";
    }

    /// <summary>Events that it says it lost (<c>Lost 12 events</c>, one line for each time).</summary>
    public static ulong Lost(string said)
    {
        ulong lost = 0;
        foreach (var line in said.Split('\n'))
        {
            if (line.Trim().Split(' ') is ["Lost", var number, "events", ..] && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var events))
                lost += events;
        }

        return lost;
    }
}
