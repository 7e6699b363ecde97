using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>
    /// What <c>@x[k] *= n</c> becomes: the entry is looked up once, read and written where it lies; only the first time it is created. Not if the key or the operand has effects, whose
    /// order would change.
    /// </summary>
    /// <returns>Whether the assignment was of this kind.</returns>
    private bool ChangeInPlace(BoundSetMap assignment)
    {
        var (target, map) = (assignment.Target, assignment.Target.Map);
        if (!map.Value.IsInteger || assignment.Value is not BoundBinary { Left: BoundMap read } change || change.Operator.IsLogical()
            || read.Map != map || !ReferenceEquals(read.Keys, target.Keys) || change.Right.HasEffect || target.Keys.Any(k => k.HasEffect))
            return false;
        // Where maps are read and written by functions, that is what this becomes.
        if (TakeSet(target) is not null)
            return false;
        var mark = _frame.Mark();
        var (entry, value) = (Place.Frame(_frame.Allocate(8)), Place.Frame(_frame.Allocate(8)));
        var right = change.Right;
        if (right is not BoundConstant && Home(right) is null)
            right = Kept(right);
        var key = StoreKey(target);
        LookUp(_maps.IndexOf(map), key);
        Code.Store(entry, Register.R0);
        LoadOrZero(Register.R1);
        Code.Store(value, Register.R1);
        Store(change with { Left = At(read, value), Right = right }, value, 8);
        Code.Load(Register.R0, entry);
        WriteOrCreate(map, key, value);
        _frame.Release(mark);
        return true;
    }

    /// <summary>An integer that is computed now and read from the frame later.</summary>
    private BoundVariable Kept(BoundExpression value)
    {
        var place = Place.Frame(_frame.Allocate(8));
        Store(value, place, 8);
        return At(value, place);
    }

    /// <summary>Reads a place of the frame in an expression's stead.</summary>
    private BoundVariable At(BoundExpression value, Place place)
    {
        var variable = new Variable("", value.Type, value.Span);
        _variables[variable] = (null, place);
        return new BoundVariable(value.Span, variable);
    }

    /// <summary>Writes an integer into the entry that r0 points to; creates it if r0 is 0.</summary>
    private void WriteOrCreate(MapSymbol map, Place key, Place value)
    {
        var (create, end) = (Code.NewLabel(), Code.NewLabel());
        Code.JumpIf(Jump.Equal, Register.R0, 0, create);
        Code.Load(Register.R1, value);
        Code.Store(Register.R0, 0, Register.R1);
        Code.Jump(end);
        Code.Bind(create);
        Create(map, key, value);
        Code.Bind(end);
    }

    private void Create(MapSymbol map, Place key, Place value)
    {
        Code.SetMap(Register.R1, _maps.IndexOf(map));
        Code.SetAddress(Register.R2, key);
        Code.SetAddress(Register.R3, value);
        Code.Set(Register.R4, 0);
        Code.Call(Helper.MapUpdate);
        CountRefused(map);
    }
}
