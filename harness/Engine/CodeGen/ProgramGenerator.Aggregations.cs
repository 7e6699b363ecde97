using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Changes this CPU's cells of a map's entry, which begin at zero.</summary>
    /// <param name="value">The value that is aggregated, or <c>null</c> if there is none.</param>
    /// <param name="update">Emits the change: r0 points to the cells, r1 holds the value, r2 to r5 are free.</param>
    public void Aggregate(BoundMap map, BoundExpression? value, Action<InstructionWriter> update)
    {
        var mark = _frame.Mark();
        var load = Later(value);
        if (map.Map.Scalar)
            LookUpFirst(_maps.IndexOf(map.Map));
        else
            LookUpOrCreate(map);
        var missing = Code.NewLabel();
        Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        load();
        update(Code);
        Code.Bind(missing);
        _frame.Release(mark);
    }

    /// <summary>Counts in one cell of a map's entry: a histogram's bucket.</summary>
    /// <param name="cells">How many cells an entry has.</param>
    /// <param name="index">Emits the computation of the cell's number: from r1 to r1, r2 to r5 are free.</param>
    public void AggregateCell(BoundMap map, BoundExpression value, int cells, Action<InstructionWriter> index)
    {
        var mark = _frame.Mark();
        var key = map.Map.Scalar ? default : Allocate(map.Map.KeySize + 8);
        var cell = map.Map.Scalar ? Allocate(8) : key + map.Map.KeySize;
        Later(value)();
        index(Code);
        Code.Store(cell, Register.R1);
        var missing = Code.NewLabel();
        if (map.Map.Scalar)
        {
            LookUpFirst(_maps.IndexOf(map.Map));
            Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
            Code.Load(Register.R2, cell);
            // Never true; the verifier does not know.
            Code.JumpIf(Jump.AboveOrEqual, Register.R2, cells, missing);
            Code.Arithmetic(Arithmetic.ShiftLeft, Register.R2, 3);
            Code.Arithmetic(Arithmetic.Add, Register.R0, Register.R2);
        }
        else
        {
            StoreKey(map, key);
            LookUpOrCreate(_maps.IndexOf(map.Map), key);
            Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        }
        Code.Set(Register.R1, 1);
        Code.AtomicAdd(Register.R0, 0, Register.R1);
        Code.Bind(missing);
        _frame.Release(mark);
    }

    /// <summary>Computes a value now and says how to load it into r1 after calls: from a constant, a register that survives them, or the frame.</summary>
    private Action Later(BoundExpression? value)
    {
        switch (value)
        {
            case null:
                return () => { };
            case BoundConstant constant:
                return () => Code.Set(Register.R1, constant.Value);
            case var _ when Home(value) is { } home:
                return () => Code.Move(Register.R1, home);
            default:
                var place = Allocate(8);
                Store(value, place, 8);
                return () => Code.Load(Register.R1, place);
        }
    }
}
