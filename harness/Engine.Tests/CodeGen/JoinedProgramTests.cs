using System.Globalization;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Sessions;

namespace Conformance.Engine.Tests.CodeGen;

/// <summary>Bodies of one mechanism on one hook share a program. Its effect is shown with begin probes, which any kernel runs for us.</summary>
public sealed class JoinedProgramTests
{
    private static readonly EngineOptions s_written = new() { AttachOrder = AttachOrder.Written };
    private static readonly EngineOptions s_recorded = new() { RecordFirings = true };

    [Test]
    public void Bodies_of_one_mechanism_on_one_hook_are_one_program_in_script_order() =>
        Programs("fexit:vfs_read { } kprobe:f { } fexit:vfs_re* { } begin { } kprobe:f { } fentry:vfs_read { }", new())
            .Should().BeEquivalentTo(new int[][] { [0, 2], [1, 5], [3], [4], [6] }, o => o.WithStrictOrdering());

    [Test]
    public void Attached_as_written_each_body_is_a_program() =>
        Programs("fexit:vfs_read { } fexit:vfs_read { } kprobe:f { }", s_written).Should().BeEquivalentTo(new int[][] { [0], [1], [2] }, o => o.WithStrictOrdering());

    [TestCase("begin { printf(\"a\"); return; } begin { printf(\"b\"); }", "ab", TestName = "A return goes to the next body")]
    [TestCase("begin / pid == 0 / { printf(\"a\"); } begin { printf(\"b\"); } begin / 0 == 1 / { printf(\"c\"); } begin { printf(\"d\"); }", "bd", TestName = "A predicate that fails goes to the next body")]
    [TestCase("begin { printf(\"a\"); exit(); } begin { @b = 1; } end { printf(\"c\"); }", "ac@b: 1\n", TestName = "An exit ends its own body, the others of the invocation still run")]
    [TestCase("begin { if (pid) { return; } printf(\"a\"); } begin { printf(\"b\"); }", "b", TestName = "A return inside a block goes to the next body")]
    [TestCase("begin { @x = 1; } begin { @x = @x * 10 + 2; } begin { @x = @x * 10 + 3; }", "@x: 123\n", TestName = "A body reads what the one before it wrote")]
    [TestCase("begin { $a = 1; $b = 2; $c = 3; $d = 4; $s = \"abc\"; printf(\"%d%d%d%d%s \", $a, $b, $c, $d, $s); } begin { $d = \"x\"; $a = 5; printf(\"%s%d\", $d, $a); }", "1234abc x5",
        TestName = "Bodies have variables of their own")]
    public void Bodies_run_one_after_the_other(string script, string expected)
    {
        RunningScript.Run(script).Should().Be(expected);
        RunningScript.Run(script, s_written).Should().Be(expected, "one program a body must do the same");
        RunningScript.Run(script, s_recorded).Should().Be(expected);
    }

    [Test]
    public void Each_body_records_its_own_firing()
    {
        var (_, firings) = RunningScript.RunAll("begin { } begin / pid == 0 / { } begin { return; } begin { exit(); } begin { }", s_recorded);
        firings.Select(f => f.Probe).Should().Equal(0, 2, 3, 4);
        firings.Select(f => f.Sequence).Should().Equal(1, 2, 3, 4);
        firings.Select(f => f.TimeNs).Should().BeInAscendingOrder();
    }

    [Test]
    public void The_stack_of_one_body_is_free_for_the_next()
    {
        var long63 = new string('x', 60);
        var body = string.Concat(Enumerable.Range(0, 5).Select(i => $"$s{i} = \"{long63}\"; "));
        var script = $"begin {{ {body} printf(\"a\"); }} begin {{ {body} printf(\"b\"); }}";
        RunningScript.Run(script).Should().Be("ab");
    }

    [Test]
    public void Bodies_that_are_too_many_for_one_program_take_several_and_keep_their_order()
    {
        const int bodies = 1000;
        var script = string.Concat(Enumerable.Range(0, bodies).Select(i => $"begin {{ @x = {i}; @sum += {i}; if (pid != 0) {{ @n++; }} if (tid != 0) {{ @m++; }} if (pid > 1 && tid > 1) {{ @sum -= 0; }} if (pid == 0) {{ @n++; }} if (tid == 0) {{ @m++; }} }} "));
        Programs(script, s_recorded).Should().HaveCountGreaterThan(1).And.Subject.SelectMany(p => p).Should().Equal(Enumerable.Range(0, bodies));
        RunningScript.Run(script, s_recorded).Should().Be(string.Create(CultureInfo.InvariantCulture, $"@m: {bodies}\n@n: {bodies}\n@sum: {bodies * (bodies - 1) / 2}\n@x: {bodies - 1}\n"));
    }

    [Test]
    public void A_program_that_the_verifier_refuses_is_halved_until_it_is_taken()
    {
        var script = ScriptCompiler.Compile("test.bt", string.Concat(Enumerable.Range(0, 8).Select(i => $"begin {{ printf(\"{i}\") }} ")), RecordedKernel.Without, new());
        var halvings = new List<int>();
        var halve = script.Halve!;
        // Refused as long as three bodies or more share a program: r0 is never set.
        BpfProgram Refused(BpfProgram program) => program.Probes.Count > 2 ? program with { Instructions = [new(0x95, 0, 0, 0)] } : program;
        script = script with
        {
            Object = script.Object with { Programs = [.. script.Object.Programs.Select(Refused)] },
            Halve = program =>
            {
                halvings.Add(program.Probes.Count);
                return [.. halve(program).Select(Refused)];
            },
        };
        var sink = new Sessions.RecordingSink();
        using var session = Session.Start(script, new EngineContext(), new EngineOptions(), sink);
        session.Finish();
        string.Concat(sink.Output.Select(o => o.Text)).Should().Be("01234567");
        halvings.Should().Equal(8, 4, 4);
    }

    [Test]
    public void A_refusal_of_one_body_among_many_names_its_line()
    {
        var script = ScriptCompiler.Compile("test.bt", "begin { }\nbegin { @x = 1 }\nbegin { }", RecordedKernel.Without, new());
        BpfProgram Broken(BpfProgram program) => program.Probes.Contains(1) ? program with { Instructions = [new(0x95, 0, 0, 0)], Lines = [new(0, 2, 1)] } : program;
        var halve = script.Halve!;
        script = script with { Object = script.Object with { Programs = [.. script.Object.Programs.Select(Broken)] }, Halve = program => [.. halve(program).Select(Broken)] };
        FluentActions.Invoking(() => Session.Start(script, new EngineContext(), new EngineOptions(), new Sessions.RecordingSink()))
            .Should().Throw<AttachException>().Where(e => e.VerifierLog!.Contains("; test.bt:2: begin { @x = 1 }", StringComparison.Ordinal));
    }

    [Test]
    public void What_was_compiled_for_script_order_is_not_attached_as_written()
    {
        var script = ScriptCompiler.Compile("test.bt", "begin { } begin { }", RecordedKernel.Without, new());
        FluentActions.Invoking(() => Session.Start(script, new EngineContext(), s_written, new Sessions.RecordingSink())).Should().Throw<ArgumentException>().WithMessage("*compile it*");
    }

    private static IReadOnlyList<IReadOnlyList<int>> Programs(string script, EngineOptions options) =>
        [.. ScriptCompiler.Compile("test.bt", script, RecordedKernel.WithTypes, options).Object.Programs.Select(p => p.Probes)];
}
