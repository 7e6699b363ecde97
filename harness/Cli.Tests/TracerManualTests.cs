using System.Text.RegularExpressions;
using Conformance.Engine.Builtins;
using Conformance.Engine.Probes;
using Conformance.Harness.Configuration;

namespace Conformance.Cli.Tests;

/// <summary>docs/tracer.md says what the engine has: nothing less, nothing more. Whoever adds a mechanism, a builtin or a function adds its row.</summary>
[TestFixture]
public sealed partial class TracerManualTests
{
    [Test]
    public void The_manual_names_every_mechanism_with_its_other_spellings() =>
        Rows("Probes").Select(row => $"{row[0]}: {row[1]}").Should().BeEquivalentTo(
            Mechanisms.All.Select(m => $"`{m.Name}`: {string.Join(", ", m.Aliases.Select(a => $"`{a}`"))}"));

    [Test]
    public void The_manual_names_every_builtin() =>
        Rows("Builtins").Select(row => row[0]).Should().BeEquivalentTo(BuiltinTable.Names.Select(n => $"`{Argument().Replace(n, "argN")}`").Distinct());

    [Test]
    public void The_manual_names_every_function() =>
        Rows("Functions").Select(row => row[0]).Should().BeEquivalentTo(FunctionTable.Names.Select(n => $"`{n}`"));

    [Test]
    public void The_manual_names_settings_that_exist() =>
        Rows("Settings").Select(row => row[0].Trim('`')).Should().NotBeEmpty().And.BeSubsetOf(Conformance.Engine.Binding.ScriptSettings.Names);

    [GeneratedRegex(@"^arg\d+$")]
    private static partial Regex Argument();

    /// <summary>The cells of a table's rows, without its head.</summary>
    private static IEnumerable<string[]> Rows(string section)
    {
        var text = File.ReadAllText(Path.Combine(House.Root!, "docs", "tracer.md"));
        var begin = text.IndexOf($"## {section}\n", StringComparison.Ordinal);
        begin.Should().BePositive();
        var end = text.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
        return text[begin..end].Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray());
    }
}
