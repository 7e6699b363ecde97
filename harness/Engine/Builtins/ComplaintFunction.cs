using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>A function that prints like printf(), but tells where in the script it stands.</summary>
public abstract class ComplaintFunction(bool warning) : Function
{
    /// <inheritdoc/>
    public override string? Signature => $"{Name}(\"%d\", value)";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (FormattedText.Bind(binder, call) is not { } text)
            return new BoundNothing(call.Span);
        var source = binder.Script.Diagnostics.Source;
        var ((line, column), (_, end)) = (source.Position(call.Span.Start), source.Position(call.Span.End));
        return OutputCall.Create(binder, call.Span, text.Values, new Complain(text, new Complaint(warning, "", source.File, line, column, end)));
    }

    private sealed class Complain(FormattedText text, Complaint place) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(place with { Text = text.Render(payload, context.Rendering) });
    }
}
