using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Maps;

/// <summary><c>find(@x, key, $v)</c>: whether a map has an entry, and its value in the variable if it has; the entry is looked up once.</summary>
public sealed class FindFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "find";

    /// <inheritdoc/>
    public override string? Signature => "find(@x, key, $value)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(3, 3, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[2] is not VariableExpression name)
            return binder.Report(call.Arguments[2].Span, "find() puts the value into a variable", $"write let $value; if ({Signature}) {{ … }}");
        if (binder.VariableOf(name) is not { } variable || MapEntryArgument.Bind(this, binder, call with { Arguments = [call.Arguments[0], call.Arguments[1]] }) is not { } entry)
            return new BoundNothing(call.Span);
        var read = binder.ReadMap(entry);
        if (read is BoundNothing)
            return read;
        binder.Store(variable, read);
        return read is BoundMap ? new BoundFind(call.Span, entry, variable) : Aggregated(call.Span, entry, variable, read);
    }

    /// <summary>What is counted on every CPU must be folded, which looks at the entry again.</summary>
    private static BoundBlockExpression Aggregated(TextSpan span, BoundMap entry, Variable variable, BoundExpression value)
    {
        var found = new Variable("", ScriptType.Boolean, span);
        var read = new BoundVariable(span, found);
        var there = new BoundBuiltin(span, ScriptType.Boolean, (generator, target) => generator.HasKey(entry, target)) { Operands = entry.Keys };
        return new BoundBlockExpression(span, ScriptType.Boolean,
            [new BoundSetVariable(span, found, there, true), new BoundIf(span, read, new BoundSetVariable(span, variable, value, false), null)], read);
    }
}
