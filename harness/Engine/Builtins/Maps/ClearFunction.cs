namespace Conformance.Engine.Builtins.Maps;

/// <summary><c>clear(@x)</c>: removes all entries, when the session carries it out.</summary>
public sealed class ClearFunction() : WholeMapFunction((map, context) => context.Clear(map))
{
    /// <inheritdoc/>
    public override string Name => "clear";
}
