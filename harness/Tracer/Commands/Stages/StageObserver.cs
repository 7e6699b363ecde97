using Conformance.Engine;
using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Tracer.Commands.Stages;

/// <summary>Prints the stages that were asked for as they come about, each under its name.</summary>
internal sealed class StageObserver(IReadOnlyList<StagePrinter> stages, StageContext context, Action<string> write) : ICompilationObserver
{
    public void OnTree(ScriptTree tree) => Each((stage, text) => stage.Print(tree, text));

    public void OnBound(BoundScript script, SourceText source) => Each((stage, text) => stage.Print(script, source, text));

    public void OnCompiled(CompiledScript script) => Each((stage, text) => stage.Print(script, context, text));

    private void Each(Action<StagePrinter, TextWriter> print)
    {
        foreach (var stage in stages)
        {
            using var text = new StringWriter();
            print(stage, text);
            if (text.GetStringBuilder().Length > 0)
                write($"--- {stage.Name} ---\n{text}\n");
        }
    }
}
