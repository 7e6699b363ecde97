namespace Conformance.Engine.Builtins.Aggregations;

/// <summary><c>@x = min(n)</c>.</summary>
public sealed class MinFunction() : ExtremeFunction(greatest: false)
{
    /// <inheritdoc/>
    public override string Name => "min";
}
