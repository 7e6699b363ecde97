using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary>
/// <c>@x = hist(n[, bits])</c>: how often each power of two occurs, each power cut into 2^bits equal parts. Cell 0 counts negative numbers, then come the small numbers each by itself,
/// then the parts of each power.
/// </summary>
public sealed class HistFunction : AggregatingFunction
{
    /// <summary>More would be finer than the bars can show.</summary>
    private const int MostBits = 5;

    /// <inheritdoc/>
    public override string Name => "hist";

    /// <inheritdoc/>
    public override string? Signature => "@x = hist(number) or @x = hist(number, bits)";

    /// <inheritdoc/>
    public override BoundExpression Aggregate(ProbeBinder binder, CallExpression call, BoundMap target)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        var value = Number(binder, call.Arguments[0]);
        var bits = 0;
        if (call.Arguments.Count == 2)
        {
            if (binder.Bind(call.Arguments[1]) is not BoundConstant { Value: >= 0 and <= MostBits } constant)
                return binder.Report(call.Arguments[1].Span, $"bits must be a constant from 0 to {MostBits}", "hist(n) is hist(n, 0): one bucket for each power of two");
            bits = (int)constant.Value;
        }
        if (value is BoundNothing)
            return value;
        var kept = new Powers(bits);
        binder.Script.Maps.Store(target.Map, ScriptType.Aggregated(kept), call.Span, binder.Script.Diagnostics);
        return new HistogramCall(call.Span, target, value, kept.Cells, code => Index(code, bits));
    }

    /// <inheritdoc/>
    protected override Aggregation Kept(bool unsigned) => new Powers(0);

    /// <inheritdoc/>
    protected override void Update(InstructionWriter code) => throw new NotSupportedException("a histogram counts in one cell of many");

    /// <summary>r1 becomes the number of its cell.</summary>
    private static void Index(InstructionWriter code, int bits)
    {
        var (negative, small, done) = (code.NewLabel(), code.NewLabel(), code.NewLabel());
        code.JumpIf(Jump.Less, Register.R1, 0, negative);
        code.JumpIf(Jump.Below, Register.R1, 1 << bits, small);
        // r2: the logarithm, by halving the distance; r4: the number itself.
        code.Move(Register.R4, Register.R1);
        code.Set(Register.R2, 0);
        for (var step = 32; step > 0; step /= 2)
        {
            var less = code.NewLabel();
            code.Move(Register.R3, Register.R1);
            code.Arithmetic(Arithmetic.ShiftRight, Register.R3, step);
            code.JumpIf(Jump.Equal, Register.R3, 0, less);
            code.Move(Register.R1, Register.R3);
            code.Arithmetic(Arithmetic.Add, Register.R2, step);
            code.Bind(less);
        }
        // 1 + (log - bits) * 2^bits + (n >> (log - bits)): the last term counts from 2^bits.
        if (bits > 0)
            code.Arithmetic(Arithmetic.Subtract, Register.R2, bits);
        code.Arithmetic(Arithmetic.ShiftRight, Register.R4, Register.R2);
        if (bits > 0)
            code.Arithmetic(Arithmetic.ShiftLeft, Register.R2, bits);
        code.Move(Register.R1, Register.R4);
        code.Arithmetic(Arithmetic.Add, Register.R1, Register.R2);
        code.Bind(small);
        code.Arithmetic(Arithmetic.Add, Register.R1, 1);
        code.Jump(done);
        code.Bind(negative);
        code.Set(Register.R1, 0);
        code.Bind(done);
    }

    private sealed record Powers(int Bits) : Histogram("a histogram", 1 + (1 << Bits) + ((63 - Bits) << Bits))
    {
        private static readonly string[] Units = ["", "K", "M", "G", "T", "P", "E"];

        protected override HistogramBucket Bucket(int cell, ulong count)
        {
            if (cell == 0)
                return new(null, -1, count, "(..., 0)");
            var (from, to) = (Lower(cell), Lower(cell + 1));
            return new(from, unchecked(to - 1), count, unchecked(to - from) == 1 ? $"[{Label(cell)}]" : $"[{Label(cell)}, {Label(cell + 1)})");
        }

        /// <summary>How many powers above the finest the cell's width is, and the least number that belongs to the cell.</summary>
        private (int Power, long Lower) Place(int cell)
        {
            var small = 1 << Bits;
            if (cell - 1 < small)
                return (0, cell - 1);
            var rest = cell - 1 - small;
            return (rest >> Bits, (long)(small + (rest & (small - 1))) << (rest >> Bits));
        }

        private long Lower(int cell) => Place(cell).Lower;

        /// <summary>The least number of a cell, in the largest unit in which all bounds of its power are whole.</summary>
        private string Label(int cell)
        {
            var (power, lower) = Place(cell);
            return ((ulong)lower >> (power / 10 * 10)).ToString(System.Globalization.CultureInfo.InvariantCulture) + Units[power / 10];
        }
    }
}
