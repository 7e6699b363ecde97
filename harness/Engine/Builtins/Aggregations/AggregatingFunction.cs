using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary>A function that is assigned to a map and takes one number, or none (<c>@x = sum(n)</c>).</summary>
public abstract class AggregatingFunction : Function
{
    /// <inheritdoc/>
    public override bool Aggregates => true;

    /// <inheritdoc/>
    public override string? Signature => $"@x = {Name}(number)";

    /// <inheritdoc/>
    public override BoundExpression Aggregate(ProbeBinder binder, CallExpression call, BoundMap target)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var value = Number(binder, call.Arguments[0]);
        return value is BoundNothing ? value : Store(binder, call, target, value, Kept(IsUnsigned(value)));
    }

    /// <summary>What the map keeps.</summary>
    protected abstract Aggregation Kept(bool unsigned);

    /// <summary>Changes this CPU's cells: r0 points to them, r1 holds the value; r2 to r5 are free.</summary>
    protected abstract void Update(InstructionWriter code);

    /// <summary>Says what the map holds and makes the call.</summary>
    protected BoundExpression Store(ProbeBinder binder, CallExpression call, BoundMap target, BoundExpression? value, Aggregation kept)
    {
        binder.Script.Maps.Store(target.Map, ScriptType.Aggregated(kept), call.Span, binder.Script.Diagnostics);
        return new Change(call.Span, target, value, Update);
    }

    /// <summary>The number that is aggregated.</summary>
    protected BoundExpression Number(ProbeBinder binder, Expression argument)
    {
        var value = binder.Bind(argument);
        return value is BoundNothing || value.Type.IsInteger ? value
            : binder.Report(argument.Span, $"{Name}() takes an integer, but this is {ProbeBinder.Name(value.Type)}", $"write {Signature}");
    }

    /// <summary>Whether a value is meant without sign in 64 bits.</summary>
    protected static bool IsUnsigned(BoundExpression value) => value.Type is { Size: 8, Signed: false };

    private sealed record Change(TextSpan Span, BoundMap Target, BoundExpression? Value, Action<InstructionWriter> Update) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => Value is null ? Target.Keys : [Value, .. Target.Keys];

        public override void Emit(ProgramGenerator generator) => generator.Aggregate(Target, Value, Update);
    }
}
