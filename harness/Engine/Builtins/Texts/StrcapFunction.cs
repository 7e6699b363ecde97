using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>strcap(text)</c>: how many bytes a text may have, its end included.</summary>
public sealed class StrcapFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "strcap";

    /// <inheritdoc/>
    public override string? Signature => "strcap(text)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var text = binder.Bind(call.Arguments[0]);
        return text switch
        {
            BoundNothing => text,
            { Type: { IsText: true } or { Kind: TypeKind.Array } } => new BoundConstant(call.Span, ScriptType.UInt64, text.Type.C?.Size ?? binder.Breadth(call.Arguments[0], text)),
            _ => binder.Report(call.Arguments[0].Span, $"strcap() takes a string, but this is {ProbeBinder.Name(text.Type)}", text.Type.IsInteger ? "read it: str(pointer)" : null),
        };
    }
}
