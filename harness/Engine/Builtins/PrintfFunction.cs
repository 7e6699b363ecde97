using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>printf("format", values…)</c>.</summary>
public sealed class PrintfFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "printf";

    /// <inheritdoc/>
    public override string? Signature => "printf(\"%d\\n\", value)";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call) =>
        FormattedText.Bind(binder, call) is { } text ? OutputCall.Create(binder, call.Span, text.Values, new Print(text)) : new BoundNothing(call.Span);

    private sealed record Print(FormattedText Text) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(new Printed(Text.Render(payload, context.Rendering)));
    }
}
