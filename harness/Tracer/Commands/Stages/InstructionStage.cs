using Conformance.Engine;
using Conformance.Engine.ObjectFile;

namespace Conformance.Tracer.Commands.Stages;

/// <summary>The BPF instructions of each program, under the lines of the script that they come from.</summary>
internal sealed class InstructionStage : StagePrinter
{
    public override string Name => "instructions";

    public override IReadOnlyList<string> Aliases => ["codegen", "codegen-opt", "dis"];

    public override void Print(CompiledScript script, StageContext context, TextWriter writer)
    {
        var source = script.Object.Source.Split('\n');
        foreach (var program in script.Object.Programs)
        {
            writer.Write($"{program.Name}: {program.Target.AttachPoint}, {program.Instructions.Count} instructions\n");
            Print(program, script.Object.Maps, source, writer);
        }
    }

    private static void Print(BpfProgram program, IReadOnlyList<BpfMap> maps, string[] source, TextWriter writer)
    {
        var code = program.Instructions;
        var line = 0;
        for (var i = 0; i < code.Count; i++)
        {
            while (line < program.Lines.Count && program.Lines[line].InstructionOffset <= i)
                Line(program.Lines, line++, source, writer);
            writer.Write($"  {i,5}  {Disassembler.Text(code[i], i, i + 1 < code.Count ? code[i + 1] : default, maps)}\n");
            if (Disassembler.IsWide(code[i]))
                i++;
        }
    }

    private static void Line(IReadOnlyList<LineInfo> lines, int index, string[] source, TextWriter writer)
    {
        var place = lines[index];
        var text = place.Line >= 1 && place.Line <= source.Length ? source[place.Line - 1].Trim() : "";
        writer.Write($"; {place.Line}:{place.Column}  {text}\n");
    }
}
