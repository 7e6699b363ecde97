using Conformance.Engine.Kernel;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>What all probes of a script share while they are bound.</summary>
public sealed class ScriptScope(MapTable maps, ScriptTypes types, VariableTypes variables, HookNames names, IKernelTypes kernel, EngineOptions options, DiagnosticBag diagnostics)
{
    /// <summary>Types by name.</summary>
    public ScriptTypes Types { get; } = types;

    /// <summary>What earlier rounds found out about variables.</summary>
    public VariableTypes Variables { get; } = variables;

    public MapTable Maps { get; } = maps;

    /// <summary>Names of the hooks that share programs.</summary>
    public HookNames Names { get; } = names;

    public IKernelTypes Kernel { get; } = kernel;

    public EngineOptions Options { get; } = options;

    public DiagnosticBag Diagnostics { get; } = diagnostics;

    /// <summary>Functions that the script defines, by name.</summary>
    public IReadOnlyDictionary<string, FunctionTree> Functions { get; init; } = new Dictionary<string, FunctionTree>();

    /// <summary>When the machine booted, in nanoseconds since 1970: read once, so that all probes of the script are told the same.</summary>
    public long BootTime { get; } = Builtins.Times.WallClock.BootTime();

    /// <summary>How many frames the stacks have that the script collects; each depth has a map of its own.</summary>
    public SortedSet<int> StackDepths { get; } = [];

    /// <summary>Whether the script prints names of places in processes.</summary>
    public bool NamesProcesses { get; set; }

    /// <summary>What the script's output events ask for; the place in the list is the number in the event.</summary>
    public List<IScriptAction> Actions { get; } = [];
}
