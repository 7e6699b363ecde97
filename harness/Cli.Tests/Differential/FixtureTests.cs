using System.Text.RegularExpressions;
using Conformance.Cli.Differential;
using Conformance.Engine.Builtins;
using Conformance.Engine.Probes;
using Conformance.Harness.Configuration;

namespace Conformance.Cli.Tests.Differential;

/// <summary>The scripts of the repository: enough of them, about everything that the language has.</summary>
[TestFixture]
public sealed partial class FixtureTests
{
    private static readonly string s_root = House.Root!;
    private static readonly IReadOnlyList<DifferentialScript> s_scripts = ScriptReader.ReadAll(Path.Combine(s_root, ScriptReader.Folder));
    private static readonly string[] s_code = [.. s_scripts.Select(script => NoCode().Replace(script.Code, " "))];

    private static IEnumerable<string> Builtins => BuiltinTable.Names.Where(name => !Argument().IsMatch(name)).Append("arg0");

    private static IEnumerable<string> MechanismNames => Mechanisms.All.Select(mechanism => mechanism.Name);

    [Test]
    public void There_are_at_least_two_hundred() => s_scripts.Should().HaveCountGreaterThanOrEqualTo(200);

    [TestCaseSource(nameof(MechanismNames))]
    public void Every_mechanism_is_in_a_script(string name) =>
        s_code.Should().Contain(code => Regex.IsMatch(code, $@"(^|[\s,}}]){Regex.Escape(name)}(:|\s*(/|\{{))", RegexOptions.IgnoreCase | RegexOptions.Multiline));

    [TestCaseSource(nameof(Builtins))]
    public void Every_builtin_is_in_a_script(string name) => s_code.Should().Contain(code => Regex.IsMatch(code, $@"(?<![$@.>\w]){name}\b(?!\s*:)"));

    [TestCaseSource(typeof(FunctionTable), nameof(FunctionTable.Names))]
    public void Every_function_is_in_a_script(string name) => s_code.Should().Contain(code => Regex.IsMatch(code, $@"(?<![$@.>\w]){name}\("));

    [TestCase("+"), TestCase("-"), TestCase("*"), TestCase("/"), TestCase("%"), TestCase("<<"), TestCase(">>"), TestCase("&"), TestCase("|"), TestCase("^"), TestCase("~"), TestCase("!")]
    [TestCase("&&"), TestCase("||"), TestCase("=="), TestCase("!="), TestCase("<"), TestCase("<="), TestCase(">"), TestCase(">="), TestCase("?"), TestCase("++"), TestCase("--")]
    [TestCase("+="), TestCase("-="), TestCase("*="), TestCase("/="), TestCase("%="), TestCase("<<="), TestCase(">>="), TestCase("&="), TestCase("|="), TestCase("^="), TestCase("->"), TestCase(".")]
    public void Every_operator_is_in_a_script(string sign) => s_code.Should().Contain(code => code.Contains($" {sign} ", StringComparison.Ordinal) || code.Contains(sign, StringComparison.Ordinal));

    [GeneratedRegex(@"^arg\d+$")]
    private static partial Regex Argument();

    /// <summary>Comments and texts.</summary>
    [GeneratedRegex("""//[^\n]*|"(\\.|[^"\\])*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NoCode();
}
