using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    private readonly Dictionary<Variable, (Register? Register, Place Place)> _variables = [];

    private void Block(BoundBlock block)
    {
        var (registers, frame, left) = (_registers.Mark(), _frame.Mark(), _registersForVariables);
        foreach (var statement in block.Statements)
            Statement(statement);
        _registers.Release(registers);
        _frame.Release(frame);
        _registersForVariables = left;
    }

    private void Statement(BoundStatement statement)
    {
        if (statement is BoundBlock block)
        {
            Block(block);
            return;
        }
        Mark(statement.Span);
        switch (statement)
        {
            case BoundIf conditional:
                If(conditional);
                break;
            case BoundReturn result:
                if (_answer is { } answer && result.Value is { } value)
                    Store(value, answer, 8);
                Leave();
                break;
            case BoundDeclare declaration:
                Declare(declaration.Variable);
                break;
            case BoundWhile loop:
                While(loop);
                break;
            case BoundRange range:
                Range(range);
                break;
            case BoundEach each:
                Each(each);
                break;
            case BoundBreak:
                Break();
                break;
            case BoundContinue:
                Continue();
                break;
            case BoundSetVariable assignment:
                SetVariable(assignment);
                break;
            case BoundSetMap assignment:
                SetMap(assignment);
                break;
            case BoundAddToMap addition:
                AddToMap(addition);
                break;
            case BoundOwnReturn leaving:
                OwnReturn(leaving);
                break;
            case BoundExpressionStatement { Expression: BoundOwnCall call }:
                var place = _frame.Mark();
                OwnCall(call, () => { });
                _frame.Release(place);
                break;
            case BoundExpressionStatement { Expression: BoundCall call }:
                call.Emit(this);
                break;
            case BoundExpressionStatement { Expression: BoundBlockExpression inner }:
                Inner(inner, () => Statement(new BoundExpressionStatement(inner.Value.Span, inner.Value)));
                break;
            case BoundExpressionStatement { Expression: { HasEffect: true, Type.IsInteger: true } expression }:
                var registers = _registers.Mark();
                var frame = _frame.Mark();
                _registers.Take(Register.R1);
                Evaluate(expression, Register.R1);
                _frame.Release(frame);
                _registers.Release(registers);
                break;
        }
    }

    private void If(BoundIf conditional)
    {
        var (otherwise, end) = (Code.NewLabel(), Code.NewLabel());
        var registers = _registers.Mark();
        _registers.Take(Register.R1);
        Branch(conditional.Condition, otherwise, false, Register.R1);
        _registers.Release(registers);
        Statement(conditional.Then);
        if (conditional.Otherwise is not null)
            Code.Jump(end);
        Code.Bind(otherwise);
        if (conditional.Otherwise is not null)
            Statement(conditional.Otherwise);
        Code.Bind(end);
    }

    private void Declare(Variable variable)
    {
        if (variable.Type.IsAggregate)
        {
            var place = Allocate(variable.Type.Room);
            _variables[variable] = (null, place);
            Zero(place, variable.Type.Room);
            return;
        }
        _variables[variable] = HomeOf(variable);
        SetHome(_variables[variable], 0);
    }

    /// <summary>Statements before a value, and what is done with the value while their variables live.</summary>
    private void Inner(BoundBlockExpression block, Action value)
    {
        var (registers, left) = (_registers.Mark(), _registersForVariables);
        foreach (var statement in block.Statements)
            Statement(statement);
        value();
        _registers.Release(registers);
        _registersForVariables = left;
    }

    private void SetVariable(BoundSetVariable assignment)
    {
        var variable = assignment.Variable;
        if (variable.Type.IsAggregate)
        {
            if (assignment.Declares)
                _variables[variable] = (null, Allocate(variable.Type.Room));
            var mark = _frame.Mark();
            StoreWhole(assignment.Value, _variables[variable].Place, variable.Type.Room);
            _frame.Release(mark);
            return;
        }
        // The value is computed before the variable gets its place: it may hold an outer variable of the same name.
        var registers = _registers.Mark();
        var frame = _frame.Mark();
        var home = assignment.Declares ? null : _variables[variable].Register;
        var direct = home is not null && ComputesInPlace(assignment.Value, variable);
        var target = direct ? home!.Value : Register.R1;
        _registers.Take(target);
        Evaluate(assignment.Value, target);
        _registers.Release(registers);
        _frame.Release(frame);
        if (assignment.Declares)
            _variables[variable] = HomeOf(variable);
        if (_variables[variable] is { Register: { } register })
            Code.Move(register, target);
        else
            Code.Store(_variables[variable].Place, target);
    }

    /// <summary>Whether the value may be computed in the variable's own register: nothing of it is read after the register is first written.</summary>
    private static bool ComputesInPlace(BoundExpression value, Variable variable) => value switch
    {
        BoundConstant or BoundBuiltin or BoundContext => true,
        BoundBinary { Left: BoundVariable { Variable: var left }, Right: BoundConstant { Value: var constant } } binary =>
            left == variable && InstructionWriter.Fits(constant) && binary.Operator > Syntax.BinaryOperator.GreaterOrEqual,
        _ => false,
    };

    private (Register? Register, Place Place) HomeOf(Variable variable) => variable.HasAddress ? (null, Place.Frame(_frame.Allocate(8))) : Home();

    private (Register? Register, Place Place) Home()
    {
        if (_registersForVariables > 0 && _registers.TakeKept() is { } register)
        {
            _registersForVariables--;
            return (register, default);
        }
        return (null, Allocate(8));
    }

    private void Variable(Variable variable, Register target)
    {
        var (register, place) = _variables[variable];
        if (register is { } home)
            Code.Move(target, home);
        else
            Code.Load(target, place);
    }

    private void Increment(BoundIncrement increment, Register target)
    {
        if (increment.Target is BoundMap map)
        {
            var missing = Code.NewLabel();
            if (TakeShared(Shared.AddAndGet, map, true, (key, value) =>
            {
                var full = Code.NewLabel();
                LookUpOrCreate(_maps.IndexOf(map.Map), key, full);
                AddAndGet(register => Code.Load(register, value));
                Code.Bind(full);
            }) is { } function)
            {
                CallShared(function, map, register => Code.Set(register, increment.Delta));
            }
            else
            {
                LookUpOrCreate(map, missing);
                AddAndGet(register => Code.Set(register, increment.Delta));
                Code.Bind(missing);
            }
            Code.Move(target, Register.R0);
        }
        else
        {
            var (register, place) = _variables[((BoundVariable)increment.Target).Variable];
            if (register is { } home)
            {
                Code.Arithmetic(Arithmetic.Add, home, increment.Delta);
                Code.Move(target, home);
            }
            else
            {
                Code.Load(target, place);
                Code.Arithmetic(Arithmetic.Add, target, increment.Delta);
                Code.Store(place, target);
            }
        }
        if (!increment.Prefix)
            Code.Arithmetic(Arithmetic.Subtract, target, increment.Delta);
    }
}
