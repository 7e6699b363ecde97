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
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call) =>
        Takes(2, 2, binder, call) && TwoTexts.Bind(this, binder, call) is var (haystack, needle) ? TextSearch.Contains(call.Span, haystack, needle) : new BoundNothing(call.Span);
}
