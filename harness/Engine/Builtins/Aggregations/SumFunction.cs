using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary><c>@x = sum(n)</c>.</summary>
public sealed class SumFunction : AggregatingFunction
{
    /// <inheritdoc/>
    public override string Name => "sum";

    /// <inheritdoc/>
    protected override Aggregation Kept(bool unsigned) => new Sum(unsigned);

    /// <inheritdoc/>
    protected override void Update(InstructionWriter code)
    {
        code.AtomicAdd(Register.R0, 0, Register.R1);
        code.Store(Register.R0, 8, 1);
    }

    /// <summary>The sum, and whether there is one: a sum of zero is a value.</summary>
    private sealed record Sum(bool Unsigned) : Aggregation("a sum", 2, Unsigned)
    {
        public override OutputValue Value(ReadOnlySpan<long> cells, long divisor) => new IntegerOutput(Divide(cells[0], divisor), Unsigned);

        public override long Rank(ReadOnlySpan<long> cells) => cells[0];
    }
}
