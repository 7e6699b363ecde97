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
        return OutputCall.Create(binder, call.Span, text.Values, new Complain(text, At(binder, call.Span, warning)));
    }

    /// <summary>A complaint about a place in the script, without its words yet.</summary>
    internal static Complaint At(ProbeBinder binder, TextSpan span, bool warning)
    {
        var source = binder.Script.Diagnostics.Source;
        var ((file, line, column), (_, end)) = (source.Whereabouts(span.Start), source.Position(span.End));
        return new Complaint(warning, "", file, line, column, end);
    }

    private sealed class Complain(FormattedText text, Complaint place) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(place with { Text = text.Render(payload, context.Rendering) });
    }
}
