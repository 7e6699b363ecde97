using System.Globalization;
using System.Runtime.InteropServices;
using Conformance.Engine.Tests.Probes;

namespace Conformance.Engine.Tests.CodeGen;

/// <summary>What many statements of a program do alike is done by functions behind it: with the same effect, and the program grows by a few instructions a statement only.</summary>
public sealed partial class SharedCodeTests
{
    private const int Many = 40;

    private static readonly EngineOptions s_recorded = new() { RecordFirings = true };

    [TestCase("@[1] = #;", "@[1]: 39\n", TestName = "Written numbers")]
    [TestCase("@[1] += #;", "@[1]: 780\n", TestName = "Added numbers")]
    [TestCase("@[1] -= #;", "@[1]: -780\n", TestName = "Subtracted numbers")]
    [TestCase("$x += @++; @y = $x;", "@y: 780\n", TestName = "Answers of ++")]
    [TestCase("@ = #; $x += @; @y = $x;", "@y: 780\n", TestName = "Read numbers")]
    [TestCase("@[1] = 3; @[1] *= 2; @[1] = @[1] + #;", "@[1]: 45\n", TestName = "Numbers changed in place")]
    [TestCase("$x += @none[#]; @none[99] = 7; @y = $x + 1;", "@y: 1\n", TestName = "Entries that are not there")]
    [TestCase("@ = count(); @k[1] = count();", "@: 40\n@k[1]: 40\n", TestName = "Counts")]
    [TestCase("@ = sum(#); @a[1] = avg(#); @k[1] = sum(#);", "@: 780\n@a[1]: 19\n@k[1]: 780\n", TestName = "Sums and averages")]
    [TestCase("@ = min(# + 3); @k[1] = max(#); @s = stats(#);", "@: 3\n@k[1]: 39\n@s: { .count = 40, .average = 19, .total = 780 }\n", TestName = "Extremes")]
    [TestCase("@[comm] = sum(#); if (@c[comm] == #) { @c[comm]++; }", ": 40\n", TestName = "Keys of a text of sixteen bytes")]
    [TestCase("@[1, 2, 3, 4] = #; @k[1, 2, 3, 4, 5] = #;", "@[1, 2, 3, 4]: 39\n@k[1, 2, 3, 4, 5]: 39\n", TestName = "Keys that just fit and keys that do not")]
    [TestCase("@ = lhist(#, 0, 40, 20);", "[0, 20)               20 ", TestName = "Histograms")]
    [TestCase("@k[7] = hist(#);", "[32, 64)               8 ", TestName = "Histograms of a key")]
    [TestCase("@t[\"a text of more than thirty-two bytes\"] = #; @w = \"text\";", "@t[a text of more than thirty-two bytes]: 39\n@w: text\n", TestName = "Texts")]
    public void Many_statements_do_what_each_does_alone(string statement, string expected)
    {
        var script = $"begin {{ $x = 0;\n{Repeated(i => statement.Replace("#", Number(i), StringComparison.Ordinal) + "\n")} }}";
        RunningScript.Run(script).Should().Contain(expected);
        RunningScript.Run(script, s_recorded).Should().Contain(expected);
    }

    [Test]
    public void A_statement_more_is_a_few_instructions_more()
    {
        int Length(int statements) => ScriptCompiler.Compile("test.bt", $"begin {{ {string.Concat(Enumerable.Range(0, statements).Select(i => $"@[{i}] = count(); @n[{i}] = {i}; "))} }}", RecordedKernel.Without, new())
            .Object.Programs[0].Instructions.Count;
        ((Length(1000) - Length(100)) / 900.0).Should().BeLessThan(8);
    }

    [Test]
    public void A_map_that_is_full_is_counted_wherever_it_is_written()
    {
        var script = $"config = {{ max_map_keys = 10 }}\nbegin {{\n{Repeated(i => $"@[{i}] = {i}; @n[{i}]++; @c[{i}] = count();\n")} }}";
        var compiled = ScriptCompiler.Compile("test.bt", script, RecordedKernel.Without, new());
        using var session = Engine.Sessions.Session.Start(compiled, new Engine.Sessions.EngineContext(), new EngineOptions(), new Sessions.RecordingSink());
        session.Finish();
        session.FullMaps.Should().HaveCount(3).And.OnlyContain(said => said.Contains($"{Many - 10} writes", StringComparison.Ordinal));
    }

    [Test]
    public void A_body_that_needs_all_of_the_stack_has_a_program_of_its_own()
    {
        var large = string.Concat(Enumerable.Range(0, 8).Select(i => $"$s{i} = \"{new string((char)('a' + i), 55)}\"; ")) + "printf(\"%s\", $s7);";
        var script = $"{Repeated(_ => "begin { @ = count(); }\n")}begin {{ {large} }}\nbegin {{ @ = count(); }}";
        ScriptCompiler.Compile("test.bt", script, RecordedKernel.Without, new()).Object.Programs.Select(p => p.Probes.Count).Should().Equal(Many, 2);
        RunningScript.Run(script).Should().Be($"{new string('h', 55)}@: {Many + 1}\n");
    }

    [Test]
    public void Firings_of_many_joined_bodies_are_numbered_and_tied_to_their_output()
    {
        var script = Repeated(i => i % 2 == 0 ? $"begin {{ @ = count(); printf(\"{i};\"); }}\n" : "begin { @ = count(); }\n");
        var (output, firings) = RunningScript.RunAll(script, s_recorded);
        output.Should().Be(string.Concat(Enumerable.Range(0, Many).Where(i => i % 2 == 0).Select(i => $"{i};")) + $"@: {Many}\n");
        Check(firings, 1);
    }

    [Test]
    public void Invocations_of_many_joined_bodies_are_counted_for_each()
    {
        const int calls = 3;
        var script = Repeated(i => $"tracepoint:syscalls:sys_enter_getpgid /pid == {Environment.ProcessId}/ {{ @ = count(); {(i % 2 == 0 ? "printf(\"%d \", @n++);" : "@n++;")} }}\n");
        var (text, firings, tied) = LiveScript.Record(script, () =>
        {
            for (var call = 0; call < calls; call++)
                _ = GetProcessGroup(0);
        });
        Check(firings, calls);
        text.Should().StartWith("0 2 4 6 ").And.Contain($"@: {calls * Many}\n");
        tied.Should().OnlyContain(f => f.Probe % 2 == 0).And.BeSubsetOf(firings, "what is printed carries the numbers of its firing");
    }

    private static void Check(IReadOnlyList<Firing> firings, int calls)
    {
        firings.Select(f => f.Probe).Should().Equal(Enumerable.Range(0, calls).SelectMany(_ => Enumerable.Range(0, Many)));
        firings.Select(f => f.Invocation).Should().Equal(Enumerable.Range(1, calls).SelectMany(call => Enumerable.Repeat((uint)call, Many)));
        firings.Select(f => f.TimeNs).Should().BeInAscendingOrder();
        firings.Select(f => f.ThreadId).Distinct().Should().ContainSingle().Which.Should().BePositive();
        foreach (var perCpu in firings.GroupBy(f => f.Cpu))
            perCpu.Select(f => f.Sequence).Should().Equal(Enumerable.Range(1, perCpu.Count()).Select(i => (ulong)i));
    }

    private static string Repeated(Func<int, string> text) => string.Concat(Enumerable.Range(0, Many).Select(text));

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetProcessGroup(int process);
}
