using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Meta;

/// <summary><c>static_assert(condition, "message")</c>: refuses the script unless the condition, known when it is compiled, holds.</summary>
public sealed class StaticAssertFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "static_assert";

    /// <inheritdoc/>
    public override string? Signature => "static_assert(condition, \"message\")";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(2, 2, binder, call))
            return new BoundNothing(call.Span);
        var (condition, message) = (binder.Condition(call.Arguments[0]), binder.Bind(call.Arguments[1]));
        return (condition, message) switch
        {
            (BoundNothing, _) or (_, BoundNothing) => new BoundNothing(call.Span),
            (not BoundConstant, _) => binder.Report(condition.Span, "this is not known at compile time", "assert() checks when the script runs"),
            (_, not BoundText) => binder.Report(message.Span, "the message must be a text that is known when the script is compiled", $"write {Signature}"),
            (BoundConstant { Value: 0 }, BoundText text) => binder.Report(call.Span, text.Text),
            _ => new BoundConstant(call.Span, ScriptType.Boolean, 1),
        };
    }
}
