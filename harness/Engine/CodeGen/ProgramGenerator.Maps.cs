using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Writes a map's key to the frame and says where.</summary>
    public Place StoreKey(BoundMap map)
    {
        var key = Allocate(map.Map.KeySize);
        StoreKey(map, key);
        return key;
    }

    private void StoreKey(BoundMap map, Place place)
    {
        if (map.Map.Scalar)
            Code.Store(place, 0);
        for (var i = 0; i < map.Keys.Count; i++)
        {
            var type = map.Map.Keys![i];
            Store(map.Keys[i], place, type.Room);
            place += type.Room;
        }
    }

    /// <summary>Computes a value into the frame: integers take eight bytes, texts the given room. The caller holds no scratch register.</summary>
    public void Store(BoundExpression value, Place place, int room)
    {
        if (value is Builtins.Maps.MapKey key)
        {
            StoreKey(key.Map, place);
        }
        else if (value.Type.IsAggregate)
        {
            StoreWhole(value, place, room);
        }
        else if (value is BoundConstant constant && InstructionWriter.Fits(constant.Value))
        {
            Code.Store(place, (int)constant.Value);
        }
        else if (Home(value) is { } home)
        {
            Code.Store(place, home);
        }
        else
        {
            var registers = _registers.Mark();
            var frame = _frame.Mark();
            var register = _registers.Take() ?? throw new InvalidOperationException("a scratch register is held across a statement");
            Evaluate(value, register);
            Code.Store(place, register);
            _frame.Release(frame);
            _registers.Release(registers);
        }
    }

    /// <summary>Deletes a map's entry; the target becomes 1 if there was one.</summary>
    public void Delete(BoundMap map, Register target)
    {
        var mark = _frame.Mark();
        var key = StoreKey(map);
        Code.SetMap(Register.R1, _maps.IndexOf(map.Map));
        Code.SetAddress(Register.R2, key);
        Code.Call(Helper.MapDelete);
        _frame.Release(mark);
        ZeroMeansTrue(target);
    }

    /// <summary>The target becomes 1 if a map has the entry.</summary>
    public void HasKey(BoundMap map, Register target)
    {
        LookUp(map);
        var missing = Code.NewLabel();
        Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        Code.Set(Register.R0, 1);
        Code.Bind(missing);
        Code.Move(target, Register.R0);
    }

    private void ZeroMeansTrue(Register target)
    {
        var (no, end) = (Code.NewLabel(), Code.NewLabel());
        Code.JumpIf(Jump.NotEqual, Register.R0, 0, no);
        Code.Set(target, 1);
        Code.Jump(end);
        Code.Bind(no);
        Code.Set(target, 0);
        Code.Bind(end);
    }

    private void LookUp(BoundMap map)
    {
        var mark = _frame.Mark();
        LookUp(_maps.IndexOf(map.Map), StoreKey(map));
        _frame.Release(mark);
    }

    private void LookUpOrCreate(BoundMap map, Label missing)
    {
        var mark = _frame.Mark();
        LookUpOrCreate(_maps.IndexOf(map.Map), StoreKey(map), missing, map.Map.ValueSize);
        _frame.Release(mark);
    }

    /// <summary>Loads the integer that r0 points to; if r0 is 0, nothing was found, and the value is 0 too.</summary>
    private void LoadOrZero(Register target)
    {
        var missing = Code.NewLabel();
        Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        Code.Load(Register.R0, Register.R0, 0);
        Code.Bind(missing);
        Code.Move(target, Register.R0);
    }

    private void ReadMap(BoundMap map, Register target)
    {
        // A function cannot tell which place of the script failed.
        if (_reports is null && TakeShared(Shared.Get, map, false, (key, _) =>
        {
            LookUp(_maps.IndexOf(map.Map), key);
            LoadOrZero(Register.R0);
        }) is { } function)
        {
            CallShared(function, map, null);
            Code.Move(target, Register.R0);
            return;
        }
        LookUp(map);
        ReportFailure(map.Span, Helper.MapLookup);
        LoadOrZero(target);
    }

    private void SetMap(BoundSetMap assignment)
    {
        if (ChangeInPlace(assignment))
            return;
        var mark = _frame.Mark();
        var map = assignment.Target.Map;
        if (map.Value.IsInteger && TakeSet(assignment.Target) is { } function)
        {
            CallShared(function, assignment.Target, Later(assignment.Value));
            _frame.Release(mark);
            return;
        }
        var value = Allocate(map.ValueSize);
        Store(assignment.Value, value, map.ValueSize);
        Write(map, StoreKey(assignment.Target), value);
        _frame.Release(mark);
    }

    private SharedFunction? TakeSet(BoundMap target) => TakeShared(Shared.Set, target, true, (key, value) =>
    {
        Write(target.Map, key, value);
        Code.Set(Register.R0, 0);
    });

    private void Write(MapSymbol map, Place key, Place value)
    {
        if (map.Scalar && map.Value.IsInteger)
        {
            // After the first time the entry is there, and writing to it costs a fraction of replacing it.
            LookUp(_maps.IndexOf(map), key);
            WriteOrCreate(map, key, value);
        }
        else
        {
            Create(map, key, value);
        }
    }

    private void AddToMap(BoundAddToMap addition)
    {
        var mark = _frame.Mark();
        var registers = _registers.Mark();
        var load = Difference(addition);
        var map = _maps.IndexOf(addition.Target.Map);
        if (TakeShared(Shared.Add, addition.Target, true, (key, value) =>
        {
            var missing = Code.NewLabel();
            LookUpOrCreate(map, key, missing);
            Code.Load(Register.R1, value);
            Code.AtomicAdd(Register.R0, 0, Register.R1);
            Code.Bind(missing);
            Code.Set(Register.R0, 0);
        }) is { } function)
        {
            CallShared(function, addition.Target, load);
        }
        else
        {
            var missing = Code.NewLabel();
            LookUpOrCreate(addition.Target, missing);
            load(Register.R1);
            Code.AtomicAdd(Register.R0, 0, Register.R1);
            Code.Bind(missing);
        }
        _registers.Release(registers);
        _frame.Release(mark);
    }

    /// <summary>Computes what is added now and says how to load it.</summary>
    private Action<Register> Difference(BoundAddToMap addition)
    {
        if (addition.Value is BoundConstant { Value: var constant })
            return register => Code.Set(register, addition.Subtracts ? unchecked(-constant) : constant);
        var place = Allocate(8);
        Store(addition.Value, place, 8);
        return register =>
        {
            Code.Load(register, place);
            if (addition.Subtracts)
                Code.Arithmetic(Arithmetic.Negate, register, 0);
        };
    }
}
