using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary><c>@x = count()</c>: how often.</summary>
public sealed class CountFunction : AggregatingFunction
{
    /// <inheritdoc/>
    public override string Name => "count";

    /// <inheritdoc/>
    public override BoundExpression Aggregate(ProbeBinder binder, CallExpression call, BoundMap target) =>
        Takes(0, 0, binder, call) ? Store(binder, call, target, null, Kept(true)) : new BoundNothing(call.Span);

    /// <inheritdoc/>
    protected override Aggregation Kept(bool unsigned) => new Count();

    /// <inheritdoc/>
    protected override void Update(InstructionWriter code)
    {
        code.Set(Register.R1, 1);
        code.AtomicAdd(Register.R0, 0, Register.R1);
    }

    private sealed record Count() : Aggregation("a count", 1, true)
    {
        public override OutputValue Value(ReadOnlySpan<long> cells, long divisor) => new IntegerOutput(Divide(cells[0], divisor), true);

        public override long Rank(ReadOnlySpan<long> cells) => cells[0];
    }
}
