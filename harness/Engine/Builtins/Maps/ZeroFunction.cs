namespace Conformance.Engine.Builtins.Maps;

/// <summary><c>zero(@x)</c>: sets all values to zero, when the session carries it out.</summary>
public sealed class ZeroFunction() : WholeMapFunction((map, context) => context.Zero(map))
{
    /// <inheritdoc/>
    public override string Name => "zero";
}
