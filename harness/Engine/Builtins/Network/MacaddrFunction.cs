using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Network;

/// <summary><c>macaddr(bytes)</c>: six bytes of hardware address.</summary>
public sealed class MacaddrFunction : Function
{
    private const int Bytes = 6;

    /// <inheritdoc/>
    public override string Name => "macaddr";

    /// <inheritdoc/>
    public override string? Signature => "macaddr(array of six bytes) or macaddr(pointer)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var source = binder.Bind(call.Arguments[0]);
        if (source is BoundNothing)
            return source;
        var type = ScriptType.Opaque(Bytes, new Address());
        if (Memory.AddressOf(source) is { } address)
            return new BoundTextBuiltin(call.Span, type, (generator, place) => Read(generator, place, address, Memory.IsUser(source) ? Helper.ProbeReadUser : Helper.ProbeReadAny)) { Operands = [address] };
        return source.Type is { IsAggregate: true, Size: >= Bytes and <= 8 }
            ? new BoundTextBuiltin(call.Span, type, (generator, place) => generator.Store(source, place, 8)) { Operands = [source] }
            : binder.Report(call.Arguments[0].Span, $"macaddr() takes six bytes, but this is {ProbeBinder.Name(source.Type)}", $"write {Signature}");
    }

    private static void Read(ProgramGenerator generator, Place place, BoundExpression address, Helper helper)
    {
        var mark = generator.FrameMark();
        var load = generator.Later(address);
        generator.Zero(place, 8);
        load(Register.R3);
        generator.Code.SetAddress(Register.R1, place);
        generator.Code.Set(Register.R2, Bytes);
        generator.Code.Call(helper);
        generator.ReleaseFrame(mark);
    }

    private sealed record Address() : Rendering("a hardware address")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) => new TextOutput(BitConverter.ToString(bytes[..Bytes].ToArray()).Replace('-', ':'));
    }
}
