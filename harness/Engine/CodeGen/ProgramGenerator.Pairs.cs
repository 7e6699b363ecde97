using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>
    /// Computes two integers and says where they are: in <paramref name="target"/>, in registers taken from the pool, in variables' own registers, or the left one
    /// in r0. Nothing is kept in the frame unless every register is taken.
    /// </summary>
    private (Register Left, Register Right) Pair(BoundExpression left, BoundExpression right, Register target)
    {
        if (Home(left) is { } home && !right.HasEffect)
        {
            Evaluate(right, target);
            return (home, target);
        }
        if (Home(right) is { } other)
        {
            Evaluate(left, target);
            return (target, other);
        }
        if (!left.Calls && !left.HasEffect && right.Calls && !right.HasEffect)
        {
            Evaluate(right, target);
            return (EvaluateBeside(left, target), target);
        }
        var needsKept = right.Calls && !RegisterPool.IsKept(target);
        if (!needsKept && _registers.Take() is { } second)
        {
            Evaluate(left, target);
            Evaluate(right, second);
            return (target, second);
        }
        if (needsKept && _registers.TakeKept() is { } kept)
        {
            Evaluate(left, kept);
            Evaluate(right, target);
            return (kept, target);
        }
        var spill = _frame.Allocate(8);
        Evaluate(left, target);
        Code.Store(Register.R10, spill, target);
        Evaluate(right, target);
        Code.Load(Register.R0, Register.R10, spill);
        return (Register.R0, target);
    }

    /// <summary>Computes an expression without calls while <paramref name="busy"/> is held.</summary>
    private Register EvaluateBeside(BoundExpression expression, Register busy)
    {
        if (_registers.Take() is { } register)
        {
            Evaluate(expression, register);
            return register;
        }
        var spill = _frame.Allocate(8);
        Code.Store(Register.R10, spill, busy);
        Evaluate(expression, busy);
        Code.Move(Register.R0, busy);
        Code.Load(busy, Register.R10, spill);
        return Register.R0;
    }

    /// <summary>The register in which a variable lives.</summary>
    private Register? Home(BoundExpression expression) =>
        expression is BoundRetyped { Operand: var operand } ? Home(operand) :
        expression is BoundVariable { Variable: var variable } && _variables.TryGetValue(variable, out var place) && place.Register is { } register ? register : null;
}
