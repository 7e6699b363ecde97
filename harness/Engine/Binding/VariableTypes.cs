using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>
/// Types that variables had grown to when a round of binding ended. A variable that grows after it was read means another round, which begins with what is known by then.
/// </summary>
public sealed class VariableTypes
{
    private readonly Dictionary<(int Owner, int Position, string Name), ScriptType> _types = [];
    private readonly Dictionary<(int Owner, int Position, string Name), int> _breadths = [];
    private readonly HashSet<(int Owner, int Position, string Name)> _lifted = [];
    private int _owner;
    private bool _frozen;

    /// <summary>Whether this round changed what it had already relied on.</summary>
    public bool Changed { get; private set; }

    /// <summary>Begins a round of binding; in the last one nothing may change.</summary>
    public void StartRound(bool last)
    {
        Changed = false;
        _frozen = last;
        _owner = 0;
    }

    /// <summary>What follows belongs to the next probe: one clause is bound once for each of its hooks.</summary>
    public void NextProbe() => _owner++;

    /// <summary>The type with which a variable begins.</summary>
    public ScriptType Begin(TextSpan declared, string name, ScriptType type) =>
        _types.TryGetValue((_owner, declared.Start, name), out var known) && TypeMerge.Of(known, type) is { } merged ? merged : type;

    /// <summary>Whether an earlier round found that a variable of the branches at this place is used behind them.</summary>
    public bool IsLifted(int position, string name) => _lifted.Contains((_owner, position, name));

    /// <summary>Says so: another round is needed. False if it is known already, or no round follows.</summary>
    public bool Lift(int position, string name)
    {
        if (_frozen || !_lifted.Add((_owner, position, name)))
            return false;
        return Changed = true;
    }

    /// <summary>Says that a variable grew.</summary>
    public void Grew(Variable variable)
    {
        if (_frozen)
            return;
        _types[(_owner, variable.Declared.Start, variable.Name)] = variable.Type;
        Changed |= variable.Observed;
    }

    /// <summary>Bytes that an earlier round found a variable's values to need, 0 if none did.</summary>
    public int BreadthOf(Variable variable) => _breadths.GetValueOrDefault((_owner, variable.Declared.Start, variable.Name));

    /// <summary>Says that a variable's values need more bytes than before.</summary>
    public void Broadened(Variable variable)
    {
        if (_frozen || variable.Breadth <= BreadthOf(variable))
            return;
        _breadths[(_owner, variable.Declared.Start, variable.Name)] = variable.Breadth;
        Changed |= variable.Measured;
    }
}
