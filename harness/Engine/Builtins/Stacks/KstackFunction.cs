namespace Conformance.Engine.Builtins.Stacks;

/// <summary><c>kstack</c>: the kernel's stack.</summary>
public sealed class KstackFunction() : StackFunction(user: false)
{
    /// <inheritdoc/>
    public override string Name => "kstack";
}
