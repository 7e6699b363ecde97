namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>uptr(pointer)</c>: it points into the current process.</summary>
public sealed class UptrFunction() : AddressSpaceFunction(user: true)
{
    /// <inheritdoc/>
    public override string Name => "uptr";
}
