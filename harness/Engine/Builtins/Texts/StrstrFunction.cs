using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>strstr(haystack, needle)</c>: where a text first occurs in another, counted from 0; -2 if it does not, as bpftrace's kernel function says it (-ENOENT).</summary>
public sealed class StrstrFunction : Function
{
    private const int NotThere = -2;

    /// <inheritdoc/>
    public override string Name => "strstr";

    /// <inheritdoc/>
    public override string? Signature => "strstr(text, \"needle\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call) =>
        Takes(2, 2, binder, call) && TwoTexts.Bind(this, binder, call) is var (haystack, needle) ? TextSearch.Position(call.Span, haystack, needle, NotThere) : new BoundNothing(call.Span);
}
