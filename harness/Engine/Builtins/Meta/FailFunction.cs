using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Meta;

/// <summary><c>fail("format", values…)</c>: a mistake that the script itself reports when it is compiled. It is not looked at in a branch that <c>if comptime</c> leaves out.</summary>
public sealed class FailFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "fail";

    /// <inheritdoc/>
    public override string? Signature => "fail(\"message\")";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (FormattedText.Bind(binder, call) is not { } text)
            return new BoundNothing(call.Span);
        return text.Values.Count > 0
            ? binder.Report(text.Values[0].Span, "fail() takes values that are known when the script is compiled", "errorf() takes others")
            : binder.Report(call.Span, text.Render([], RenderContext.Empty));
    }
}
