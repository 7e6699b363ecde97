using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>syscall_name(number)</c>: the name of a system call.</summary>
public sealed class SyscallNameFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "syscall_name";

    /// <inheritdoc/>
    public override string? Signature => "syscall_name(args.id)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var number = binder.Integer(call.Arguments[0], "the number of a system call");
        return number is BoundNothing ? number : NumberAsText.Create(call.Span, number, new Call());
    }

    private sealed record Call() : Rendering("a system call's name")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) => new TextOutput(SyscallNames.Find(BinaryPrimitives.ReadInt64LittleEndian(bytes)) ?? "Unknown syscall");
    }
}
