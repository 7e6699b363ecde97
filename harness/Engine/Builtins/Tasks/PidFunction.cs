namespace Conformance.Engine.Builtins.Tasks;

/// <summary><c>pid(init)</c>; the bare name is a builtin.</summary>
public sealed class PidFunction : NamespacedIdFunction
{
    /// <inheritdoc/>
    public override string Name => "pid";
}
