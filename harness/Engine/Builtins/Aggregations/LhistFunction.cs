using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary><c>@x = lhist(n, min, max, step)</c>: buckets of one width between two bounds, and one for all below and one for all above.</summary>
public sealed class LhistFunction : AggregatingFunction
{
    /// <summary>What bpftrace allows, too.</summary>
    private const int MostBuckets = 1000;

    /// <inheritdoc/>
    public override string Name => "lhist";

    /// <inheritdoc/>
    public override string? Signature => "@x = lhist(number, min, max, step)";

    /// <inheritdoc/>
    public override BoundExpression Aggregate(ProbeBinder binder, CallExpression call, BoundMap target)
    {
        if (!Takes(4, 4, binder, call))
            return new BoundNothing(call.Span);
        var value = Number(binder, call.Arguments[0]);
        var bounds = new long[3];
        for (var i = 0; i < bounds.Length; i++)
        {
            if (binder.Bind(call.Arguments[i + 1]) is not BoundConstant { Type.IsInteger: true } constant)
                return binder.Report(call.Arguments[i + 1].Span, $"{(i == 0 ? "min" : i == 1 ? "max" : "step")} must be a number that is known when the script is compiled", "write lhist(n, 0, 100, 10)");
            bounds[i] = constant.Value;
        }
        var (min, max, step) = (bounds[0], bounds[1], bounds[2]);
        if (step < 1)
            return binder.Report(call.Arguments[3].Span, $"the step must be at least 1, but is {step}");
        if (min >= max)
            return binder.Report(call.Span, $"min must be less than max, but they are {min} and {max}");
        if (min < int.MinValue || max > int.MaxValue)
            return binder.Report(call.Span, "min and max must fit into 32 bits", "scale the number down: lhist(n / 1000, …)");
        if ((max - min) / step > MostBuckets)
            return binder.Report(call.Span, $"lhist() makes at most {MostBuckets} buckets, but here would be {(max - min) / step}", $"use a step of at least {(max - min + MostBuckets - 1) / MostBuckets}");
        if (value is BoundNothing)
            return value;
        var kept = new Linear(min, max, step);
        binder.Script.Maps.Store(target.Map, ScriptType.Aggregated(kept), call.Span, binder.Script.Diagnostics);
        return new HistogramCall(call.Span, target, value, kept.Cells, code => Index(code, kept));
    }

    /// <inheritdoc/>
    protected override Aggregation Kept(bool unsigned) => new Linear(0, 1, 1);

    /// <inheritdoc/>
    protected override void Update(InstructionWriter code) => throw new NotSupportedException("a histogram counts in one cell of many");

    /// <summary>r1 becomes the number of its cell.</summary>
    private static void Index(InstructionWriter code, Linear kept)
    {
        var (below, above, done) = (code.NewLabel(), code.NewLabel(), code.NewLabel());
        code.JumpIf(Jump.Less, Register.R1, (int)kept.Min, below);
        code.JumpIf(Jump.GreaterOrEqual, Register.R1, (int)kept.End, above);
        if (kept.Min != 0)
        {
            // Added, not subtracted: the verifier would refuse to negate int.MinValue as an immediate.
            code.Set(Register.R2, -kept.Min);
            code.Arithmetic(Arithmetic.Add, Register.R1, Register.R2);
        }
        if (kept.Step > 1)
        {
            code.Set(Register.R2, kept.Step);
            code.Arithmetic(Arithmetic.Divide, Register.R1, Register.R2);
        }
        code.Arithmetic(Arithmetic.Add, Register.R1, 1);
        code.Jump(done);
        code.Bind(below);
        code.Set(Register.R1, 0);
        code.Jump(done);
        code.Bind(above);
        code.Set(Register.R1, kept.Cells - 1);
        code.Bind(done);
    }

    /// <summary>Cell 0 is for what is below, the last one for what is above.</summary>
    private sealed record Linear(long Min, long Max, long Step) : Histogram("a linear histogram", (int)((Max - Min) / Step) + 2)
    {
        /// <summary>The last whole bucket's end: what is left before the maximum counts as above, as in bpftrace.</summary>
        public long End => Min + ((Max - Min) / Step * Step);

        protected override HistogramBucket Bucket(int cell, ulong count)
        {
            if (cell == 0)
                return new(null, Min - 1, count, $"(..., {Min})");
            if (cell == Cells - 1)
                return new(End, null, count, $"[{End}, ...)");
            var from = Min + ((cell - 1) * Step);
            return new(from, from + Step - 1, count, $"[{from}, {from + Step})");
        }
    }
}
