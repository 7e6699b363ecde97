using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>strcontains(haystack, needle)</c>: whether a text contains another.</summary>
public sealed class StrcontainsFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "strcontains";

    /// <inheritdoc/>
    public override string? Signature => "strcontains(text, \"needle\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(2, 2, binder, call) || TwoTexts.Bind(this, binder, call) is not var (haystack, needle))
            return new BoundNothing(call.Span);
        var place = TextSearch.Create(call.Span, haystack, needle, missing: -1);
        return place is BoundConstant known
            ? new BoundConstant(call.Span, ScriptType.Boolean, known.Value >= 0 ? 1 : 0)
            : new BoundBinary(call.Span, ScriptType.Boolean, BinaryOperator.GreaterOrEqual, place, new BoundConstant(call.Span, ScriptType.Int64, 0), false);
    }
}
