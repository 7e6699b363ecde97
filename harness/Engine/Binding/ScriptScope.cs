using Conformance.Engine.Kernel;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>What all probes of a script share while they are bound.</summary>
public sealed class ScriptScope(MapTable maps, IKernelTypes kernel, EngineOptions options, DiagnosticBag diagnostics)
{
    public MapTable Maps { get; } = maps;

    public IKernelTypes Kernel { get; } = kernel;

    public EngineOptions Options { get; } = options;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <summary>What the script's output events ask for; the place in the list is the number in the event.</summary>
    public List<IScriptAction> Actions { get; } = [];
}
