using System.Buffers.Binary;
using System.Net;
using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Network;

/// <summary><c>ntop([family,] address)</c>: an IP address as people write it. A number or four bytes are IPv4, sixteen bytes are IPv6.</summary>
public sealed class NtopFunction : Function
{
    // include/linux/socket.h.
    private const int Ipv4 = 2;
    private const int Ipv6 = 10;

    /// <inheritdoc/>
    public override string Name => "ntop";

    /// <inheritdoc/>
    public override string? Signature => "ntop(address) or ntop(family, address)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        var family = call.Arguments.Count == 2 ? binder.Integer(call.Arguments[0], "the family") : null;
        var address = binder.Bind(call.Arguments[^1]);
        if (family is BoundNothing || address is BoundNothing)
            return new BoundNothing(call.Span);
        if (address is not { Type.IsInteger: true } and not { Type: { IsAggregate: true, Size: 4 or 16 } })
            return binder.Report(call.Arguments[^1].Span, $"ntop() takes a number, four bytes or sixteen, but this is {ProbeBinder.Name(address.Type)}", $"write {Signature}");
        family ??= new BoundConstant(call.Span, ScriptType.Int64, address.Type.Size == 16 ? Ipv6 : Ipv4);
        return new BoundTextBuiltin(call.Span, ScriptType.Opaque(24, new Address()), (generator, place) => Emit(generator, place, family, address)) { Operands = [family, address] };
    }

    private static void Emit(ProgramGenerator generator, Place place, BoundExpression family, BoundExpression address)
    {
        generator.Store(family, place, 8);
        if (address.Type.Room < 16)
            generator.Zero(place + 16, 8);
        generator.Store(address, place + 8, address.Type.Room);
    }

    private sealed record Address() : Rendering("an address")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) => BinaryPrimitives.ReadInt64LittleEndian(bytes) switch
        {
            Ipv4 => new TextOutput(new IPAddress(bytes.Slice(8, 4)).ToString()),
            Ipv6 => new TextOutput(new IPAddress(bytes.Slice(8, 16)).ToString()),
            var family => new TextOutput(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"<address of family {family}>")),
        };
    }
}
