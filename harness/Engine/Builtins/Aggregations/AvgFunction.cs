using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary><c>@x = avg(n)</c>: the average, rounded towards zero.</summary>
public sealed class AvgFunction : AggregatingFunction
{
    /// <inheritdoc/>
    public override string Name => "avg";

    /// <inheritdoc/>
    protected override Aggregation Kept(bool unsigned) => new Average(unsigned);

    /// <inheritdoc/>
    protected override void Update(InstructionWriter code) => TotalAndCount.Add(code);

    private sealed record Average(bool Unsigned) : Aggregation("an average", 2, Unsigned)
    {
        public override MapFlavour Flavour => MapFlavour.Statistics;

        public override void EmitValue(InstructionWriter code, Place total)
        {
            var (negative, end) = (code.NewLabel(), code.NewLabel());
            code.Load(Register.R0, total);
            code.Load(Register.R1, total + 8);
            if (!Unsigned)
                code.JumpIf(Jump.Less, Register.R0, 0, negative);
            code.Arithmetic(Arithmetic.Divide, Register.R0, Register.R1);
            code.Jump(end);
            code.Bind(negative);
            code.Arithmetic(Arithmetic.Negate, Register.R0, 0);
            code.Arithmetic(Arithmetic.Divide, Register.R0, Register.R1);
            code.Arithmetic(Arithmetic.Negate, Register.R0, 0);
            code.Bind(end);
        }

        public override OutputValue Value(ReadOnlySpan<long> cells, long divisor) => new AverageOutput(Divide(Rank(cells), divisor), Unsigned);

        public override long Rank(ReadOnlySpan<long> cells) => Divide(cells[0], cells[1]);
    }
}
