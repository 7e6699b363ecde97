using System.Buffers.Binary;
using System.Globalization;
using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>usym(address)</c>: the function of the current process at an address.</summary>
public sealed class UsymFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "usym";

    /// <inheritdoc/>
    public override string? Signature => "usym(address)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        binder.Script.NamesProcesses = true;
        var address = binder.Integer(call.Arguments[0], "an address");
        return address is BoundNothing ? address : new BoundTextBuiltin(call.Span, ScriptType.Opaque(16, new Symbol()), (generator, place) => Emit(generator, place, address)) { Operands = [address] };
    }

    private static void Emit(ProgramGenerator generator, Place place, BoundExpression address)
    {
        generator.Store(address, place, 8);
        generator.Code.Call(Helper.GetCurrentPidTgid);
        generator.Code.Arithmetic(Arithmetic.ShiftRight, Register.R0, 32);
        generator.Code.Store(place + 8, Register.R0);
    }

    private sealed record Symbol() : Rendering("a symbol")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context)
        {
            var address = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            return new TextOutput(context.Users.Find(BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]), address)?.Name ?? (address == 0 ? "0" : "0x" + address.ToString("x", CultureInfo.InvariantCulture)));
        }
    }
}
