namespace Conformance.Engine.Builtins.Tasks;

/// <summary><c>tid(init)</c>; the bare name is a builtin.</summary>
public sealed class TidFunction : NamespacedIdFunction
{
    /// <inheritdoc/>
    public override string Name => "tid";
}
