using System.Globalization;
using Conformance.Engine.CodeGen.Optimizing;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Tests.CodeGen;

/// <summary>Programs that are longer than a jump's 16 bits.</summary>
public sealed class LongProgramTests
{
    private const byte Always = 0x05, IfEqual = 0x15, AddConstant = 0x07, Wide = 0x18, Exit = 0x95, Set = 0xb7;

    [Test]
    public void A_probe_of_thousands_of_statements_runs_to_its_end_and_can_be_left_before_it()
    {
        // Texts: what is done with numbers is shared, and short.
        const int statements = 3000;
        var text = new string('x', 40);
        var body = string.Concat(Enumerable.Range(0, statements).Select(i => i % 2 == 0 ? $"@ = \"{text}{i}\";\n" : $"if (pid != {i + 100000}) {{ @ = \"{text}{i}\"; }}\n"));
        var script = $"begin {{ if (pid == 0) {{ return; }}\n{body}@end = 1; }}\nbegin {{ @next = 1; }}";
        var compiled = ScriptCompiler.Compile("test.bt", script, RecordedKernel.Without, new());
        compiled.Object.Programs.Max(program => program.Instructions.Count).Should().BeGreaterThan(short.MaxValue, "else this tests nothing");
        RunningScript.Run(script).Should().Contain(string.Create(CultureInfo.InvariantCulture, $"@: {text}{statements - 1}\n")).And.Contain("@end: 1\n").And.Contain("@next: 1\n");
    }

    [Test]
    public void A_probe_beyond_what_the_kernel_looks_at_is_refused_with_the_remedy()
    {
        // A string of 1,000 bytes is a hundred instructions and more.
        var text = new string('x', 1000);
        var script = $"begin {{ {string.Concat(Enumerable.Range(0, 6000).Select(i => $"@a = \"{text}\"; "))} }}";
        FluentActions.Invoking(() => ScriptCompiler.Compile("test.bt", script, RecordedKernel.Without, new())).Should().Throw<ScriptException>().WithMessage("*looks at 1,000,000*split it in two*");
    }

    /// <summary>Jumps forwards and backwards over a hundred thousand instructions, wide constants at every place, and code that nothing falls into: an interpreter must come to the same end.</summary>
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Jumps_by_stations_end_where_the_jumps_would(int seed)
    {
        var random = new Random(seed);
        const int length = 100_000;
        var (code, goals) = (new BpfInstruction[length], new int[length]);
        Array.Fill(goals, -1);
        for (var i = 0; i < length; i++)
        {
            code[i] = new(AddConstant, 1, 0, random.Next(1000));
            if (i % 7 == seed && i + 1 < length)
                (code[i], code[++i]) = (new(Wide, 2, 0, i), new(0, 0, 0, 0));
        }

        for (var jump = 0; jump < 40; jump++)
        {
            var (from, to) = (random.Next(length / 2), random.Next(length / 2, length - 2));
            if (code[from].Opcode != AddConstant || code[to].Opcode == 0)
                continue;
            (code[from], goals[from]) = (new(jump % 3 == 0 ? Always : IfEqual, 1, 0, 0), to);
        }

        // Once back: the register that decides is set in front of the goal.
        var back = length - 3;
        (code[back - 1], code[back], code[back + 1], code[back + 2]) = (new(AddConstant, 3, 0, 1), new(IfEqual, 3, 0, 1), new(Exit, 0, 0, 0), new(Exit, 0, 0, 0));
        (goals[back - 1], goals[back], goals[back + 1], goals[back + 2]) = (-1, 10, -1, -1);
        if (code[10].Opcode == 0)
            goals[back] = 11;

        var written = LongJumps.Write(code, goals, [new LineInfo(50_000, 1, 1)], [])!.Value;

        Trace(written.Code, null).Should().Equal(Trace(code, goals));
        written.Code.Length.Should().BeGreaterThan(length);
        written.Code[written.Lines[0].InstructionOffset].Should().Be(code[50_000], "the line has moved with its instruction");
    }

    /// <summary>The constants that are added, in the order of execution.</summary>
    private static List<int> Trace(BpfInstruction[] code, int[]? goals)
    {
        var (registers, added) = (new long[11], new List<int>());
        for (int at = 0, steps = 0; steps < 1_000_000; at++, steps++)
        {
            var instruction = code[at];
            var jumps = false;
            switch (instruction.Opcode)
            {
                case Exit:
                    return added;
                case AddConstant:
                    registers[instruction.Registers & 15] += instruction.Immediate;
                    added.Add(instruction.Immediate);
                    break;
                case Set:
                    registers[instruction.Registers & 15] = instruction.Immediate;
                    break;
                case Wide:
                    at++;
                    break;
                case Always:
                    jumps = true;
                    break;
                case IfEqual:
                    jumps = registers[instruction.Registers & 15] == instruction.Immediate;
                    break;
            }

            if (jumps)
                at = goals is null ? at + instruction.Offset : goals[at] - 1;
        }

        throw new InvalidOperationException("it does not end");
    }
}
