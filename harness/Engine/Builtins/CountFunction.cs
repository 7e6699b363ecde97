using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>@x = count()</c>: counts on each CPU by itself; the sum is printed at the end.</summary>
public sealed class CountFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "count";

    /// <inheritdoc/>
    public override bool Aggregates => true;

    /// <inheritdoc/>
    public override BoundExpression Aggregate(ProbeBinder binder, CallExpression call, BoundMap target)
    {
        if (!Takes(0, 0, binder, call))
            return new BoundNothing(call.Span);
        binder.Script.Maps.Store(target.Map, ScriptType.Count, call.Span, binder.Script.Diagnostics);
        return new Count(call.Span, target);
    }

    private sealed record Count(TextSpan Span, BoundMap Target) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => Target.Keys;

        public override void Emit(ProgramGenerator generator) => generator.CountUp(Target);
    }
}
