using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Conformance.Harness.Traces;

namespace Conformance.Suites.Writing;

/// <summary>
/// A script of <c>fixtures/scripts</c>: comments, then a clause a line, with <c>{{names}}</c> for what cases put in. A name without a value goes together with the space behind it. A comment before each clause gives the labels
/// that reports use.
/// </summary>
public static partial class ScriptFixture
{
    /// <summary>Fills a fixture in, once.</summary>
    /// <param name="name">File name of the script, for messages.</param>
    /// <param name="fixture">File name of the fixture, without its ending.</param>
    /// <param name="values">What is put in for each name.</param>
    public static ScriptText Fill(string name, string fixture, params (string Name, string Value)[] values) => FillEach(name, fixture, [values]);

    /// <summary>Fills a fixture in as many times as there are sets of values, one behind the other.</summary>
    /// <exception cref="InvalidOperationException">There is no such fixture, or it has a name without a value.</exception>
    public static ScriptText FillEach(string name, string fixture, IEnumerable<(string Name, string Value)[]> rounds)
    {
        var clauses = Clauses(fixture);
        var (text, probes) = (new StringBuilder(), 0);
        foreach (var values in rounds)
        {
            foreach (var clause in clauses)
            {
                var filled = Placeholder().Replace(clause, match => ValueOf(values, match, fixture));
                var points = filled[..filled.IndexOf(' ', StringComparison.Ordinal)].Split(',').Length;
                text.Append("// ").AppendJoin(' ', Enumerable.Range(probes, points).Select(TraceProbe.LabelOf)).Append('\n').Append(filled).Append('\n');
                probes += points;
            }
        }

        return new ScriptText(name, text.ToString());
    }

    private static string ValueOf((string Name, string Value)[] values, Match match, string fixture)
    {
        var name = match.Groups["name"].Value;
        var index = Array.FindIndex(values, value => value.Name == name);
        if (index < 0)
            throw new InvalidOperationException($"fixtures/scripts/{fixture}.bt asks for {{{{{name}}}}}, and the case has no value for it; it has {string.Join(", ", values.Select(value => value.Name))}.");
        return values[index].Value is { Length: > 0 } value ? value + match.Groups["space"].Value : "";
    }

    private static string[] Clauses(string fixture)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"scripts/{fixture}.bt")
            ?? throw new InvalidOperationException($"There is no fixtures/scripts/{fixture}.bt.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))];
    }

    [GeneratedRegex(@"\{\{(?<name>[a-z-]+)\}\}(?<space> ?)")]
    private static partial Regex Placeholder();
}
