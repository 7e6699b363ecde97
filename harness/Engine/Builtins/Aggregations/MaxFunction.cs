namespace Conformance.Engine.Builtins.Aggregations;

/// <summary><c>@x = max(n)</c>.</summary>
public sealed class MaxFunction() : ExtremeFunction(greatest: true)
{
    /// <inheritdoc/>
    public override string Name => "max";
}
