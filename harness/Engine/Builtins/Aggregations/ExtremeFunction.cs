using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary><c>@x = min(n)</c> and <c>@x = max(n)</c>: the least and the greatest so far.</summary>
public abstract class ExtremeFunction(bool greatest) : AggregatingFunction
{
    /// <inheritdoc/>
    public override BoundExpression Aggregate(ProbeBinder binder, CallExpression call, BoundMap target)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var value = Number(binder, call.Arguments[0]);
        if (value is BoundNothing)
            return value;
        // Compared as the map means its numbers, which all its uses together say.
        var kept = Kept(IsUnsigned(value));
        binder.Script.Maps.Store(target.Map, ScriptType.Aggregated(kept), call.Span, binder.Script.Diagnostics);
        var unsigned = binder.Script.Maps.Observe(target.Map).Aggregation?.Unsigned ?? kept.Unsigned;
        return new Change(call.Span, target, value, unsigned, greatest);
    }

    /// <inheritdoc/>
    protected override Aggregation Kept(bool unsigned) => new Extreme(greatest, unsigned);

    /// <inheritdoc/>
    protected override void Update(InstructionWriter code) => throw new NotSupportedException("the sign of the map decides how it is compared");

    /// <summary>How what is known compares with a new number if it stays.</summary>
    private static Jump Keeps(bool greatest, bool unsigned) => (greatest, unsigned) switch
    {
        (true, true) => Jump.AboveOrEqual,
        (true, false) => Jump.GreaterOrEqual,
        (false, true) => Jump.BelowOrEqual,
        _ => Jump.LessOrEqual,
    };

    private sealed record Change(TextSpan Span, BoundMap Target, BoundExpression Value, bool Unsigned, bool Greatest) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => [Value, .. Target.Keys];

        public override void Emit(ProgramGenerator generator) => generator.Aggregate(Target, Value, code =>
        {
            var (set, done) = (code.NewLabel(), code.NewLabel());
            code.Load(Register.R2, Register.R0, 8);
            code.JumpIf(Jump.Equal, Register.R2, 0, set);
            code.Load(Register.R2, Register.R0, 0);
            code.JumpIf(Keeps(Greatest, Unsigned), Register.R2, Register.R1, done);
            code.Bind(set);
            code.Store(Register.R0, 0, Register.R1);
            code.Store(Register.R0, 8, 1);
            code.Bind(done);
        });
    }

    /// <summary>The extreme, and whether there is one.</summary>
    private sealed record Extreme(bool Greatest, bool Unsigned) : Aggregation(Greatest ? "a maximum" : "a minimum", 2, Unsigned)
    {
        public override void Fold(Span<long> total, ReadOnlySpan<long> cpu)
        {
            if (cpu[1] == 0)
                return;
            var order = Unsigned ? ((ulong)cpu[0]).CompareTo((ulong)total[0]) : cpu[0].CompareTo(total[0]);
            if (total[1] == 0 || (Greatest ? order > 0 : order < 0))
                total[0] = cpu[0];
            total[1] = 1;
        }

        public override void EmitFold(InstructionWriter code, Place total)
        {
            var (take, skip) = (code.NewLabel(), code.NewLabel());
            code.Load(Register.R1, new Place(Register.R0, 8));
            code.JumpIf(Jump.Equal, Register.R1, 0, skip);
            code.Load(Register.R1, new Place(Register.R0, 0));
            code.Load(Register.R2, total + 8);
            code.JumpIf(Jump.Equal, Register.R2, 0, take);
            code.Load(Register.R2, total);
            code.JumpIf(Keeps(Greatest, Unsigned), Register.R2, Register.R1, skip);
            code.Bind(take);
            code.Store(total, Register.R1);
            code.Store(total + 8, 1);
            code.Bind(skip);
        }

        public override OutputValue Value(ReadOnlySpan<long> cells, long divisor) => new IntegerOutput(Divide(cells[0], divisor), Unsigned);

        public override long Rank(ReadOnlySpan<long> cells) => cells[0];
    }
}
