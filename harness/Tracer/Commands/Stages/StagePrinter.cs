using Conformance.Engine;
using Conformance.Engine.Binding;
using Conformance.Engine.Sessions;
using Conformance.Engine.Syntax;

namespace Conformance.Tracer.Commands.Stages;

/// <summary>Prints what one stage makes of a script (<c>-d NAME</c>). One file a stage; <see cref="StageTable"/> is the table of all.</summary>
internal abstract class StagePrinter
{
    /// <summary>As the command line names it.</summary>
    public abstract string Name { get; }

    /// <summary>bpftrace's names for what is nearest.</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>Prints the script as written.</summary>
    public virtual void Print(ScriptTree tree, TextWriter writer)
    {
    }

    /// <summary>Prints the script with names and types.</summary>
    public virtual void Print(BoundScript script, SourceText source, TextWriter writer)
    {
    }

    /// <summary>Prints the script as programs and maps.</summary>
    public virtual void Print(CompiledScript script, StageContext context, TextWriter writer)
    {
    }
}

/// <summary>What a stage may ask beside the script.</summary>
/// <param name="Engine">What the running kernel can do.</param>
internal sealed record StageContext(EngineContext Engine, EngineOptions Options);
