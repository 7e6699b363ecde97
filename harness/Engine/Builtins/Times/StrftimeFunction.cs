using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Times;

/// <summary><c>strftime("format", nsecs)</c>: a time since boot as wall-clock time; <c>%f</c> is the microsecond.</summary>
public sealed class StrftimeFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "strftime";

    /// <inheritdoc/>
    public override string? Signature => "strftime(\"%H:%M:%S\", nsecs)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(2, 2, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression format)
            return binder.Report(call.Arguments[0].Span, "strftime() takes a format that is known when the script is compiled", $"write {Signature}");
        var time = binder.Integer(call.Arguments[1], "the time");
        return time is BoundNothing ? time : NumberAsText.Create(call.Span, time, new Clock(format.Text));
    }

    private sealed record Clock(string Format) : Rendering("a time")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) =>
            new TextOutput(WallClock.Format(Format, unchecked(BinaryPrimitives.ReadInt64LittleEndian(bytes) + context.BootTime)));
    }
}
