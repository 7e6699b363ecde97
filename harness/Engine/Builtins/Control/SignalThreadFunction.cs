using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins.Control;

/// <summary><c>signal_thread(number)</c>: the same for the current thread alone.</summary>
public sealed class SignalThreadFunction : SignalFunction
{
    /// <inheritdoc/>
    public override string Name => "signal_thread";

    /// <inheritdoc/>
    protected override Helper Sender => Helper.SendSignalThread;
}
