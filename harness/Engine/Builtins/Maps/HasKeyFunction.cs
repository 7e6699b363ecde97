using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Maps;

/// <summary><c>has_key(@x, key)</c>: whether a map has an entry.</summary>
public sealed class HasKeyFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "has_key";

    /// <inheritdoc/>
    public override string? Signature => "has_key(@x, key)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(2, 2, binder, call))
            return new BoundNothing(call.Span);
        if (MapEntryArgument.Bind(this, binder, call) is not { } entry)
            return new BoundNothing(call.Span);
        return new BoundBuiltin(call.Span, ScriptType.Boolean, (generator, target) => generator.HasKey(entry, target)) { Operands = entry.Keys };
    }
}
