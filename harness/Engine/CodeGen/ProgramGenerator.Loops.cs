using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>Loops that stay in their program: the verifier walks them round by round.</summary>
public sealed partial class ProgramGenerator
{
    /// <summary>Rounds, all loops around one another multiplied, that the verifier may walk; beyond that the kernel makes the rounds (bpf_loop).</summary>
    private const long MostRounds = 2048;

    private readonly Stack<LoopPlaces> _loops = new();

    /// <summary>Where break and continue go; without labels the body is a callback and they leave it.</summary>
    private readonly record struct LoopPlaces(Label Break, Label Continue, long Rounds, bool Callback);

    private void While(BoundWhile loop)
    {
        var (head, end) = (Code.NewLabel(), Code.NewLabel());
        Code.Bind(head);
        var registers = _registers.Mark();
        _registers.Take(Register.R1);
        Branch(loop.Condition, end, false, Register.R1);
        _registers.Release(registers);
        Rounds(loop.Body, end, head, RoundsAround);
        Code.Jump(head);
        Code.Bind(end);
    }

    private void Range(BoundRange range)
    {
        if (range is { Start: BoundConstant { Value: var start }, End: BoundConstant { Value: var end } } && Distance(start, end) is var rounds && rounds * RoundsAround <= MostRounds)
        {
            if (rounds > 0)
                Counted(range, start, end, rounds);
            return;
        }
        CallbackRange(range);
    }

    private long RoundsAround => _loops.TryPeek(out var outer) ? outer.Rounds : 1;

    private static long Distance(long start, long end) => end <= start ? 0 : end - start < 0 ? long.MaxValue / (MostRounds * 2) : Math.Min(end - start, long.MaxValue / (MostRounds * 2));

    private void Counted(BoundRange range, long start, long end, long rounds)
    {
        var (registers, frame, left) = (_registers.Mark(), _frame.Mark(), _registersForVariables);
        var (head, next, done) = (Code.NewLabel(), Code.NewLabel(), Code.NewLabel());
        var counter = HomeOf(range.Variable);
        _variables[range.Variable] = range.Variable.Reassigned ? HomeOf(range.Variable) : counter;
        SetHome(counter, start);
        Code.Bind(head);
        if (range.Variable.Reassigned)
            CopyHome(counter, _variables[range.Variable]);
        Rounds(range.Body, done, next, RoundsAround * rounds);
        Code.Bind(next);
        var count = counter.Register ?? Register.R1;
        if (counter.Register is null)
            Code.Load(count, counter.Place);
        Code.Arithmetic(Arithmetic.Add, count, 1);
        if (counter.Register is null)
            Code.Store(counter.Place, count);
        if (InstructionWriter.Fits(end))
        {
            Code.JumpIf(Jump.Less, count, (int)end, head);
        }
        else
        {
            Code.Set(Register.R2, end);
            Code.JumpIf(Jump.Less, count, Register.R2, head);
        }
        Code.Bind(done);
        _registers.Release(registers);
        _frame.Release(frame);
        _registersForVariables = left;
    }

    private void Rounds(BoundBlock body, Label end, Label next, long rounds)
    {
        _loops.Push(new LoopPlaces(end, next, rounds, false));
        Block(body);
        _loops.Pop();
    }

    private void Break()
    {
        if (_loops.Peek() is { Callback: false, Break: var end })
            Code.Jump(end);
        else
            LeaveCallback(1);
    }

    private void Continue()
    {
        if (_loops.Peek() is { Callback: false, Continue: var next })
            Code.Jump(next);
        else
            LeaveCallback(0);
    }

    private void SetHome((Register? Register, Place Place) home, long value)
    {
        if (home.Register is { } register)
        {
            Code.Set(register, value);
        }
        else if (InstructionWriter.Fits(value))
        {
            Code.Store(home.Place, (int)value);
        }
        else
        {
            Code.Set(Register.R1, value);
            Code.Store(home.Place, Register.R1);
        }
    }

    private void CopyHome((Register? Register, Place Place) from, (Register? Register, Place Place) to)
    {
        var through = from.Register ?? to.Register ?? Register.R1;
        if (from.Register is null)
            Code.Load(through, from.Place);
        if (to.Register is { } register)
            Code.Move(register, through);
        else
            Code.Store(to.Place, through);
    }
}
