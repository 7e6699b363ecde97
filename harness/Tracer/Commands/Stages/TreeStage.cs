using Conformance.Engine.Syntax;

namespace Conformance.Tracer.Commands.Stages;

/// <summary>The tree, as the script that it stands for: parentheses where they matter, one statement a line.</summary>
internal sealed class TreeStage : StagePrinter
{
    public override string Name => "tree";

    public override IReadOnlyList<string> Aliases => ["ast", "parse"];

    public override void Print(ScriptTree tree, TextWriter writer) => writer.Write(Printer.Print(tree));
}
