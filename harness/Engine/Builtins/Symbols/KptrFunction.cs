namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>kptr(pointer)</c>: it points into the kernel.</summary>
public sealed class KptrFunction() : AddressSpaceFunction(user: false)
{
    /// <inheritdoc/>
    public override string Name => "kptr";
}
