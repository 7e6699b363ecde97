using Conformance.Engine;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Tracer.Commands.Stages;

/// <summary>The attach plan: which programs there are, which probes share one, and the order in which they come to life.</summary>
internal sealed class AttachStage : StagePrinter
{
    public override string Name => "attach";

    public override void Print(CompiledScript script, StageContext context, TextWriter writer)
    {
        var programs = script.Object.Programs;
        var number = 0;
        foreach (var program in programs.Where(p => p.Target.Mechanism is Begin))
            Line(program, "runs before anything is attached");
        foreach (var program in programs.Where(p => p.Target.Mechanism.HasHook))
            Line(program, program.Probes.Count > 1 ? "one program, which runs them in script order" : "");
        foreach (var program in programs.Where(p => p.Target.Mechanism is End))
            Line(program, "runs when everything is detached");

        void Line(BpfProgram program, string note) =>
            writer.Write($"{++number,4}. {program.Target.AttachPoint + (program.Others.Count == 0 ? "" : $" and {program.Others.Count} more in one link"),-40} probe {string.Join(", ", program.Probes.Select(i => $"{i} (line {script.Probes[i].Line})"))}{(note.Length == 0 ? "" : $"  — {note}")}\n");
    }
}
