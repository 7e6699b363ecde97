using System.Globalization;
using System.Text;

namespace Conformance.Cli.Bench;

/// <summary>Draws how engines grow: one panel a kind, both axes logarithmic, so that what grows in proportion is a straight line of slope one. An SVG that needs nothing else.</summary>
internal static class GrowthChart
{
    private const int Width = 330, Height = 260, Left = 56, Top = 34, Bottom = 44, Right = 12;

    private static readonly string[] s_colours = ["#0b6e4f", "#c84b31", "#2d4e9e", "#7a4fa3", "#8a6d00"];
    private static readonly string[] s_dashes = ["", "6 3", "2 3", "8 3 2 3", "1 4"];

    /// <summary>The whole picture.</summary>
    public static string Draw(EngineGrowth growth) => Draw(growth.Lines);

    /// <inheritdoc cref="Draw(EngineGrowth)"/>
    internal static string Draw(IReadOnlyList<GrowthLine> lines)
    {
        var kinds = lines.Select(line => line.Kind).Distinct().ToList();
        var engines = lines.Select(line => line.Engine).Distinct().ToList();
        var text = new StringBuilder();
        Write(text, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {kinds.Count * Width} {Height + 24}\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\" aria-label=\"Time from start to attached by size of the script, for each engine\">");
        Write(text, $"<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>");
        for (var i = 0; i < kinds.Count; i++)
            Panel(text, i * Width, kinds[i], [.. lines.Where(line => line.Kind == kinds[i])], engines);
        for (var i = 0; i < engines.Count; i++)
        {
            Line(text, $"M{Left + (i * 160)} {Height + 8}h24", i);
            Write(text, $"<text x=\"{Left + (i * 160) + 30}\" y=\"{Height + 12}\" fill=\"#222222\">{engines[i]}</text>");
        }

        return text.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder text, int x, string kind, List<GrowthLine> lines, List<string> engines)
    {
        var points = lines.SelectMany(line => line.Points).Where(point => point.Ms is > 0).ToList();
        Write(text, $"<text x=\"{x + Left}\" y=\"16\" font-weight=\"bold\" fill=\"#222222\">{kind}</text><text x=\"{x + Left}\" y=\"29\" fill=\"#555555\">start to attached, ms</text>");
        if (points.Count == 0)
            return;
        var (low, high) = (Math.Floor(Math.Log10(points.Min(point => point.Ms!.Value))), Math.Ceiling(Math.Log10(points.Max(point => point.Ms!.Value))));
        var (least, most) = (Math.Log10(lines[0].Points[0].Size), Math.Log10(lines[0].Points[^1].Size));
        for (var power = low; power <= high; power++)
            Write(text, $"<path d=\"M{x + Left} {Y(power)}H{x + Width - Right}\" stroke=\"#dddddd\"/><text x=\"{x + Left - 6}\" y=\"{Y(power) + 4}\" text-anchor=\"end\" fill=\"#555555\">{Math.Pow(10, power)}</text>");
        foreach (var (size, _, _) in lines[0].Points)
            Write(text, $"<text x=\"{X(size)}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\" fill=\"#555555\">{size}</text>");
        foreach (var line in lines)
        {
            var known = line.Points.Where(point => point.Ms is > 0).Select(point => (X: X(point.Size), Y: Y(Math.Log10(point.Ms!.Value)))).ToList();
            var number = engines.IndexOf(line.Engine);
            Line(text, string.Concat(known.Select((point, i) => string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{point.X:0.#} {point.Y:0.#}"))), number);
            foreach (var point in known)
                Write(text, $"<circle cx=\"{point.X:0.#}\" cy=\"{point.Y:0.#}\" r=\"3\" fill=\"{s_colours[number % s_colours.Length]}\"/>");
        }

        double X(int size) => x + Left + ((Width - Left - Right) * (Math.Log10(size) - least) / Math.Max(1e-9, most - least));
        double Y(double power) => Top + ((Height - Top - Bottom) * (high - power) / Math.Max(1e-9, high - low));
    }

    private static void Line(StringBuilder text, string path, int number) =>
        Write(text, $"<path d=\"{path}\" fill=\"none\" stroke-width=\"2\" stroke=\"{s_colours[number % s_colours.Length]}\" stroke-dasharray=\"{s_dashes[number % s_dashes.Length]}\"/>");

    private static void Write(StringBuilder text, FormattableString part) => text.AppendLine(part.ToString(CultureInfo.InvariantCulture));
}
