using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Changes this CPU's cells of a map's entry, which begin at zero.</summary>
    /// <param name="value">The value that is aggregated, or <c>null</c> if there is none.</param>
    /// <param name="update">Emits the change: r0 points to the cells, r1 holds the value, r2 to r5 are free.</param>
    /// <param name="alike">Whether the change is the same wherever the map is aggregated, so that a function can make it.</param>
    public void Aggregate(BoundMap map, BoundExpression? value, Action<InstructionWriter> update, bool alike = true)
    {
        var mark = _frame.Mark();
        var load = Later(value);
        if (alike && TakeShared(Shared.Aggregate, map, value is not null, (key, kept) =>
        {
            UpdateCells(map.Map, key, value is null ? _ => { } : register => Code.Load(register, kept), update);
            Code.Set(Register.R0, 0);
        }) is { } function)
        {
            CallShared(function, map, value is null ? null : load);
        }
        else
        {
            UpdateCells(map.Map, StoreKey(map), load, update);
        }
        _frame.Release(mark);
    }

    private void UpdateCells(MapSymbol map, Place key, Action<Register> load, Action<InstructionWriter> update)
    {
        var missing = Code.NewLabel();
        if (map.Scalar)
        {
            LookUp(_maps.IndexOf(map), key);
            Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        }
        else
        {
            LookUpOrCreate(_maps.IndexOf(map), key, missing, map.ValueSize);
        }
        load(Register.R1);
        update(Code);
        Code.Bind(missing);
    }

    /// <summary>Counts in one cell of a map's entry: a histogram's bucket.</summary>
    /// <param name="cells">How many cells an entry has.</param>
    /// <param name="index">Emits the computation of the cell's number: from r1 to r1, r2 to r5 are free.</param>
    public void AggregateCell(BoundMap map, BoundExpression value, int cells, Action<InstructionWriter> index)
    {
        var mark = _frame.Mark();
        if (TakeShared(Shared.Cell, map, true, (key, number) =>
        {
            Code.Load(Register.R1, number);
            index(Code);
            Code.Store(number, Register.R1);
            CountInCell(map.Map, key, number, cells);
            Code.Set(Register.R0, 0);
        }) is { } function)
        {
            CallShared(function, map, Later(value));
        }
        else
        {
            var key = map.Map.Scalar ? default : Allocate(map.Map.KeySize + 8);
            var cell = map.Map.Scalar ? Allocate(8) : key + map.Map.KeySize;
            Later(value)(Register.R1);
            index(Code);
            Code.Store(cell, Register.R1);
            if (!map.Map.Scalar)
                StoreKey(map, key);
            CountInCell(map.Map, key, cell, cells);
        }
        _frame.Release(mark);
    }

    /// <param name="cell">The number of the cell; where it is part of the map's key, it lies right behind it.</param>
    private void CountInCell(MapSymbol map, Place key, Place cell, int cells)
    {
        var missing = Code.NewLabel();
        if (map.Scalar)
        {
            LookUpFirst(_maps.IndexOf(map));
            Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
            Code.Load(Register.R2, cell);
            // Never true; the verifier does not know.
            Code.JumpIf(Jump.AboveOrEqual, Register.R2, cells, missing);
            Code.Arithmetic(Arithmetic.ShiftLeft, Register.R2, 3);
            Code.Arithmetic(Arithmetic.Add, Register.R0, Register.R2);
        }
        else
        {
            LookUpOrCreate(_maps.IndexOf(map), key, missing);
        }
        Code.Set(Register.R1, 1);
        Code.AtomicAdd(Register.R0, 0, Register.R1);
        Code.Bind(missing);
    }

    /// <summary>Folds the cells of all CPUs of a map's entry into one value.</summary>
    public void ReadAggregation(BoundMap map, Builtins.Aggregations.Aggregation aggregation, int cpus, Register target)
    {
        var mark = _frame.Mark();
        FoldCells(_maps.IndexOf(map.Map), StoreKey(map), aggregation, cpus, target);
        _frame.Release(mark);
    }

    private void FoldCells(int map, Place key, Builtins.Aggregations.Aggregation aggregation, int cpus, Register target)
    {
        var mark = _frame.Mark();
        var (total, cpu) = (Allocate(8 * aggregation.Cells), Allocate(8));
        Zero(total, 8 * aggregation.Cells);
        Code.Store(cpu, 0);
        var (next, end) = (Code.NewLabel(), Code.NewLabel());
        Code.Bind(next);
        Code.SetMap(Register.R1, map);
        Code.SetAddress(Register.R2, key);
        Code.Load(Register.R3, cpu);
        Code.Call(Helper.MapLookupPercpu);
        Code.JumpIf(Jump.Equal, Register.R0, 0, end);
        aggregation.EmitFold(Code, total);
        Code.Load(Register.R1, cpu);
        Code.Arithmetic(Arithmetic.Add, Register.R1, 1);
        Code.Store(cpu, Register.R1);
        Code.JumpIf(Jump.Below, Register.R1, cpus, next);
        Code.Bind(end);
        aggregation.EmitValue(Code, total);
        Code.Move(target, Register.R0);
        _frame.Release(mark);
    }

    /// <summary>Computes a number now and says how to load it after calls: from a constant, a register that survives them, or the frame. The caller releases what that takes of the frame.</summary>
    public Action<Register> Later(BoundExpression? value)
    {
        switch (value)
        {
            case null:
                return _ => { };
            case BoundConstant constant:
                return register => Code.Set(register, constant.Value);
            case var _ when Home(value) is { } home:
                return register => Code.Move(register, home);
            default:
                var place = Allocate(8);
                Store(value, place, 8);
                return register => Code.Load(register, place);
        }
    }

    /// <summary>Calls a helper with numbers; r0 is its answer.</summary>
    public void Call(Helper helper, params IReadOnlyList<BoundExpression> arguments)
    {
        var mark = FrameMark();
        var loads = new List<Action<Register>>(arguments.Count);
        foreach (var argument in arguments)
            loads.Add(Later(argument));
        for (var i = 0; i < loads.Count; i++)
            loads[i]((Register)((int)Register.R1 + i));
        Code.Call(helper);
        ReleaseFrame(mark);
    }

    /// <summary>How much of the frame is used now, for <see cref="ReleaseFrame"/>.</summary>
    public Frame.State FrameMark() => _frame.Mark();

    /// <summary>Takes back what was allocated in the frame since the mark.</summary>
    public void ReleaseFrame(Frame.State mark) => _frame.Release(mark);
}
