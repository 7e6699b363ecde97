using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Maps;

/// <summary><c>len(@x)</c>: how many entries a map has; <c>len(kstack)</c>, <c>len(ustack)</c>: how many frames a stack has.</summary>
public sealed class LenFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "len";

    /// <inheritdoc/>
    public override string? Signature => "len(@x) or len(kstack)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is NameExpression { Name: "kstack" or "ustack" } or CallExpression { Name: "kstack" or "ustack" })
            return Stacks.StackDepth.Bind(binder, call.Arguments[0]);
        if (call.Arguments[0] is not MapExpression { Keys.Count: 0 } name)
            return binder.Report(call.Arguments[0].Span, "len() takes a whole map, or a stack where it is collected", $"write {Signature}");
        var map = binder.Script.Maps.Use(name.Name, name.Span);
        var value = binder.Script.Maps.Observe(map);
        if (value.Aggregation is { Sparse: true })
            return binder.Report(call.Span, $"the histograms of {map.Name} cannot be counted inside a probe: each of their buckets is an entry of its own");
        var keys = binder.Script.Maps.ObserveKeys(map);
        if (keys.Count == 0)
            return binder.Report(name.Span, $"{map.Name} has no keys to count", $"give it a key: {map.Name}[tid] = …");
        // The kernel goes over the map, and each round counts.
        var count = new Variable("", ScriptType.Int64, call.Span) { Reassigned = true };
        var entry = new Variable("", ScriptType.TupleOf(new TupleType([keys.Count == 1 ? keys[0] : ScriptType.TupleOf(new TupleType(keys)), value])), call.Span);
        var read = new BoundVariable(call.Span, count);
        var step = new BoundExpressionStatement(call.Span, new BoundIncrement(call.Span, ScriptType.Int64, read, 1, Prefix: true));
        return new BoundBlockExpression(call.Span, ScriptType.Int64,
        [
            new BoundSetVariable(call.Span, count, new BoundConstant(call.Span, ScriptType.Int64, 0), true),
            new BoundEach(call.Span, entry, map, new BoundBlock(call.Span, [step])),
        ], read);
    }
}
