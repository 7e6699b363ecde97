namespace Conformance.Engine.Builtins;

/// <summary><c>warnf("format", values…)</c>: a warning with the place in the script.</summary>
public sealed class WarnfFunction() : ComplaintFunction(warning: true)
{
    /// <inheritdoc/>
    public override string Name => "warnf";
}
