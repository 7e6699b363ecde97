using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>strerror(number)</c>: what an error number means, in the C library's words.</summary>
public sealed class StrerrorFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "strerror";

    /// <inheritdoc/>
    public override string? Signature => "strerror(number)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var number = binder.Integer(call.Arguments[0], "an error number");
        return number is BoundNothing ? number : NumberAsText.Create(call.Span, number, new Words());
    }

    private sealed record Words() : Rendering("an error's text")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) =>
            new TextOutput(Text(BinaryPrimitives.ReadInt64LittleEndian(bytes)));

        /// <summary>The kernel's own numbers are negative.</summary>
        private static string Text(long number)
        {
            var text = Marshal.GetPInvokeErrorMessage((int)Math.Abs(Math.Clamp(number, -int.MaxValue, int.MaxValue)));
            return text.StartsWith("Unknown error", StringComparison.Ordinal) ? "Unknown error" : text;
        }
    }
}
