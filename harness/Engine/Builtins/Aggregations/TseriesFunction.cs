using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary>
/// <c>@x = tseries(n, interval, count[, "sum"])</c>: one number for each interval of time, for the last so many of them. Intervals begin at whole multiples of the wall clock. Each CPU has a slot for each
/// interval that is kept, the interval's number modulo their count: what is in it belongs to that interval or is thrown away.
/// </summary>
public sealed class TseriesFunction : AggregatingFunction
{
    /// <summary>The largest value of a per-CPU map (PCPU_MIN_UNIT_SIZE, include/linux/percpu.h) has room for so many slots.</summary>
    private const int MostIntervals = Frame.ScratchLimit / TimeSeries.SlotBytes;

    /// <inheritdoc/>
    public override string Name => "tseries";

    /// <inheritdoc/>
    public override string? Signature => "@x = tseries(number, 1s, 10) or @x = tseries(number, 1s, 10, \"sum\")";

    /// <inheritdoc/>
    public override BoundExpression Aggregate(ProbeBinder binder, CallExpression call, BoundMap target)
    {
        if (!Takes(3, 4, binder, call))
            return new BoundNothing(call.Span);
        var value = Number(binder, call.Arguments[0]);
        if (binder.Bind(call.Arguments[1]) is not BoundConstant { Value: > 0 } interval)
            return binder.Report(call.Arguments[1].Span, "the interval must be a time of at least 1ns that is known when the script is compiled", $"write {Signature}");
        if (binder.Bind(call.Arguments[2]) is not BoundConstant { Value: >= 1 and <= MostIntervals } count)
            return binder.Report(call.Arguments[2].Span, $"how many intervals are kept must be a constant from 1 to {MostIntervals}", "use longer intervals");
        var by = TimeSeriesKind.Last;
        if (call.Arguments.Count == 4 && (call.Arguments[3] is not TextExpression { Text: var word } || TimeSeries.KindOf(word) is not { } kind || (by = kind) != kind))
            return binder.Report(call.Arguments[3].Span, "this is no way to aggregate an interval's numbers", "known are \"avg\", \"max\", \"min\" and \"sum\"; without one the last number counts");
        if (value is BoundNothing)
            return value;
        var kept = new TimeSeries(by, interval.Value, (int)count.Value, IsUnsigned(value));
        binder.Script.Maps.Store(target.Map, ScriptType.Aggregated(kept), call.Span, binder.Script.Diagnostics);
        return new Change(call.Span, target, value, kept, binder.Script.BootTime);
    }

    /// <inheritdoc/>
    protected override Aggregation Kept(bool unsigned) => new TimeSeries(TimeSeriesKind.Last, 1, 1, unsigned);

    /// <inheritdoc/>
    protected override void Update(InstructionWriter code) => throw new NotSupportedException("a time series needs the time");

    private sealed record Change(TextSpan Span, BoundMap Target, BoundExpression Value, TimeSeries Series, long BootTime) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => [Value, .. Target.Keys];

        public override void Emit(ProgramGenerator generator)
        {
            var mark = generator.FrameMark();
            var now = generator.Allocate(8);
            generator.Code.Call(Helper.KtimeGetBootNs);
            generator.Code.Set(Register.R1, BootTime);
            generator.Code.Arithmetic(Arithmetic.Add, Register.R0, Register.R1);
            generator.Code.Store(now, Register.R0);
            generator.Aggregate(Target, Value, code => Update(code, now), alike: false);
            generator.ReleaseFrame(mark);
        }

        private void Update(InstructionWriter code, Place now)
        {
            var (same, end) = (code.NewLabel(), code.NewLabel());
            code.Load(Register.R2, now);
            code.Set(Register.R3, Series.Interval);
            code.Arithmetic(Arithmetic.Divide, Register.R2, Register.R3);
            code.Move(Register.R3, Register.R2);
            code.Arithmetic(Arithmetic.Remainder, Register.R3, Series.Count);
            // Never true; the verifier does not know.
            code.JumpIf(Jump.AboveOrEqual, Register.R3, Series.Count, end);
            code.Arithmetic(Arithmetic.Multiply, Register.R3, TimeSeries.SlotBytes);
            code.Arithmetic(Arithmetic.Add, Register.R0, Register.R3);
            code.Load(Register.R3, Register.R0, TimeSeries.Number);
            code.JumpIf(Jump.Equal, Register.R3, Register.R2, same);
            code.Store(Register.R0, TimeSeries.Number, Register.R2);
            code.Store(Register.R0, TimeSeries.Held, Register.R1);
            SetMark(code, now, 1);
            code.Jump(end);
            code.Bind(same);
            code.Load(Register.R2, Register.R0, TimeSeries.Held);
            switch (Series.Kind)
            {
                case TimeSeriesKind.Average or TimeSeriesKind.Sum:
                    code.Arithmetic(Arithmetic.Add, Register.R1, Register.R2);
                    break;
                case TimeSeriesKind.Minimum or TimeSeriesKind.Maximum:
                    code.JumpIf((Series.Kind, Series.Unsigned) switch
                    {
                        (TimeSeriesKind.Maximum, true) => Jump.AboveOrEqual,
                        (TimeSeriesKind.Maximum, false) => Jump.GreaterOrEqual,
                        (_, true) => Jump.BelowOrEqual,
                        _ => Jump.LessOrEqual,
                    }, Register.R2, Register.R1, end);
                    break;
            }
            code.Store(Register.R0, TimeSeries.Held, Register.R1);
            if (Series.Kind == TimeSeriesKind.Average)
            {
                code.Load(Register.R2, Register.R0, TimeSeries.Mark);
                code.Arithmetic(Arithmetic.Add, Register.R2, 1);
                code.Store(Register.R0, TimeSeries.Mark, Register.R2);
            }
            else
            {
                SetMark(code, now, 1);
            }
            code.Bind(end);
        }

        /// <summary>The last number of all CPUs is the one that came last; an average has a count.</summary>
        private void SetMark(InstructionWriter code, Place now, int count)
        {
            if (Series.Kind == TimeSeriesKind.Last)
            {
                code.Load(Register.R2, now);
                code.Store(Register.R0, TimeSeries.Mark, Register.R2);
            }
            else
            {
                code.Store(Register.R0, TimeSeries.Mark, count);
            }
        }
    }
}
