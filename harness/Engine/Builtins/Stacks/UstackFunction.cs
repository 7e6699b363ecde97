namespace Conformance.Engine.Builtins.Stacks;

/// <summary><c>ustack</c>: the stack of the process.</summary>
public sealed class UstackFunction() : StackFunction(user: true)
{
    /// <inheritdoc/>
    public override string Name => "ustack";
}
