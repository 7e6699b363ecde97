using Conformance.Engine.Binding;
using Conformance.Engine.Kernel.Elf;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary>
/// <c>uaddr("symbol")</c>: where a variable of the traced program or library lies. Where the file is loaded at an address of the run's own choice, the probe's instruction tells how far it
/// was moved: it is known where in the file that lies.
/// </summary>
public sealed class UaddrFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "uaddr";

    /// <inheritdoc/>
    public override string? Signature => "uaddr(\"symbol\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression { Text: var name })
            return binder.Report(call.Arguments[0].Span, "uaddr() takes a name that is known when the script is compiled", $"write {Signature}");
        if (binder.Target is not { Mechanism: UserMechanism mechanism, Place: UserPlace place })
            return binder.Report(call.Span, $"{binder.Target.Mechanism.Name} probes are in no program whose variables could be named", "uprobe, uretprobe and usdt are; kaddr() names the kernel's");
        var image = binder.Script.Kernel.Hooks.Image(place.Path);
        if ((ElfObjects.Find(image, name) ?? image.Symbols.Find(name)) is not { } symbol)
            return binder.Report(call.Arguments[0].Span, $"{place.Path} has no symbol '{name}'", $"see what there is: nm {place.Path}");
        var type = ScriptType.PointerTo(BasicTypes.Find(symbol.Size switch { 1 => "uint8", 2 => "uint16", 4 => "uint32", _ => "uint64" })!, user: true);
        if (!image.PositionIndependent)
            return new BoundConstant(call.Span, type, (long)symbol.Address);
        if (mechanism.AtReturn || image.AddressOf(place.Offset) is not { } here)
            return binder.Report(call.Span, $"where {place.Path} is loaded is known only at its own instructions, and {mechanism.Name} runs behind them", "ask at the function's entry, and keep the address in a map: uprobe");
        var instruction = RegFunction.Read(binder, call.Span, RegFunction.InstructionPointer, Name + "()");
        return new BoundBinary(call.Span, type, BinaryOperator.Add, instruction, new BoundConstant(call.Span, ScriptType.Int64, unchecked((long)(symbol.Address - here))), true);
    }
}
