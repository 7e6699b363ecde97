using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Maps;

/// <summary><c>delete(@x, key)</c>, <c>delete(@x[key])</c>, <c>delete(@x)</c>: removes one entry, or a scalar map's value; true if there was one.</summary>
public sealed class DeleteFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "delete";

    /// <inheritdoc/>
    public override string? Signature => "delete(@x, key) or delete(@x)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        if (MapEntryArgument.Bind(this, binder, call) is not { } entry)
            return new BoundNothing(call.Span);
        var aggregation = binder.Script.Maps.Observe(entry.Map).Aggregation;
        if (aggregation is not null && entry.Keys.Count == 0)
            return OutputCall.Create(binder, call.Span, [], new ClearLater(entry.Map));
        if (aggregation is { Sparse: true })
            return binder.Report(call.Span, $"one histogram of {entry.Map.Name} cannot be deleted inside a probe: each of its buckets is an entry of its own", $"clear({entry.Map.Name}) removes them all");
        return new BoundBuiltin(call.Span, ScriptType.Boolean, (generator, target) => generator.Delete(entry, target), HasEffect: true) { Operands = entry.Keys };
    }

    /// <summary>A program cannot take away what all CPUs aggregated in a map without keys.</summary>
    private sealed class ClearLater(MapSymbol map) : Output.IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, Output.IActionContext context) => context.Clear(map.Index);
    }
}
