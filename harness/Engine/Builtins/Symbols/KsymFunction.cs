using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>ksym(address)</c>: the kernel's function or variable at an address.</summary>
public sealed class KsymFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "ksym";

    /// <inheritdoc/>
    public override string? Signature => "ksym(address)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var address = binder.Integer(call.Arguments[0], "an address");
        return address is BoundNothing ? address : Of(call.Span, address);
    }

    /// <summary>The symbol at an address.</summary>
    internal static BoundExpression Of(TextSpan span, BoundExpression address) => NumberAsText.Create(span, address, new Symbol());

    /// <summary>Whether a type is that of such symbols.</summary>
    internal static bool IsSymbol(ScriptType type) => type.Trait is Symbol;

    private sealed record Symbol() : Rendering("a kernel symbol")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) => new TextOutput(KernelNames.Alone(context, BinaryPrimitives.ReadUInt64LittleEndian(bytes)));
    }
}
