using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>
/// The verifier walks a callback round by round until it meets a state that it knows. What a variable starts with it knows exactly, and once an <c>if</c> asks for the variable it keeps it
/// exact: each round is then a state of its own, times each branch ("the sequence of 8193 jumps is too complex"). So it must not know what a variable starts with that a body changes.
/// </summary>
public sealed partial class ProgramGenerator
{
    /// <summary>Copies onto themselves the variables around a loop that its body changes: to the verifier, what a helper wrote may be anything.</summary>
    private void HideChanged(BoundBlock body)
    {
        foreach (var variable in Changed(body))
        {
            // The memory of maps is unknown to the verifier anyhow, and a variable of the body is not there yet.
            if (!_variables.TryGetValue(variable, out var home) || home.Register is not null || home.Place.Base == Register.R9 && _frame.HasScratch)
                continue;
            var size = variable.Type.IsAggregate ? variable.Type.Room : 8;
            Code.SetAddress(Register.R1, home.Place);
            Code.Set(Register.R2, size);
            Code.Move(Register.R3, Register.R1);
            Code.Call(Helper.ProbeReadKernel);
            // Bytes that a helper wrote and a number that was stored are different states however unknown the number (stacksafe, kernel/bpf/verifier.c): bodies mostly store.
            for (var offset = 0; offset + 8 <= size; offset += 8)
            {
                Code.Load(Register.R0, home.Place + offset);
                Code.Store(home.Place + offset, Register.R0);
            }
        }
    }

    /// <summary>
    /// The same for numbers at the start of each round: what one round found out (<c>--$x</c> is 0) would be -1, -2 and so on in the next ones. A number that the verifier does not know, put to a variable by
    /// exclusive or and taken away again, costs four instructions.
    /// </summary>
    private void HideInRound(BoundBlock body, Register frame, Register unknown)
    {
        foreach (var variable in Changed(body))
        {
            if (variable.Type.IsAggregate || !_variables.TryGetValue(variable, out var home) || home.Register is not null || home.Place.Base != frame)
                continue;
            Code.Load(Register.R0, home.Place);
            Code.Arithmetic(Arithmetic.Xor, Register.R0, unknown);
            Code.Arithmetic(Arithmetic.Xor, Register.R0, unknown);
            Code.Store(home.Place, Register.R0);
        }
    }

    /// <summary>Variables that a statement, or anything below it, changes; each once, in the order of the first change.</summary>
    private static HashSet<Variable> Changed(BoundStatement statement)
    {
        var changed = new HashSet<Variable>();
        BoundTree.Any(statement, s => (s is BoundSetVariable { Declares: false } set && changed.Add(set.Variable) && false) || (s is BoundOwnReturn { Result: { } result } && changed.Add(result) && false),
            e => (e is BoundIncrement { Target: BoundVariable target } && changed.Add(target.Variable) && false) || (e is BoundFind find && changed.Add(find.Variable) && false));
        return changed;
    }
}
