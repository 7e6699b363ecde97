using System.Globalization;

namespace Conformance.Reports.Model;

/// <summary>Numbers and times as people read them, the same on every machine.</summary>
public static class Words
{
    /// <summary><c>1 kernel</c>, <c>5 kernels</c>, <c>1,200 results</c>.</summary>
    public static string Count(int number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : noun.EndsWith("ss", StringComparison.Ordinal) ? "es" : "s")}");

    /// <summary><c>42 ms</c>, <c>3.2 s</c>, <c>4 min 10 s</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
    };

    /// <summary><c>2026-11-22 21:58:07 UTC</c>.</summary>
    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The version that people say (<c>6.12.107</c> of <c>6.12.107+deb13-cloud-amd64</c>); the whole release if it does not start with one.</summary>
    public static string ShortKernel(string release)
    {
        var end = 0;
        while (end < release.Length && (char.IsAsciiDigit(release[end]) || release[end] == '.')) end++;
        var version = release[..end].TrimEnd('.');
        return version.Length == 0 ? release : version;
    }
}
