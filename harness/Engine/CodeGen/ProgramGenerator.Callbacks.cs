using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>
/// Loops whose rounds the kernel makes: the body is a function of its own that a helper calls. It reaches the variables of the functions around it through a pointer to their frames: r7 in
/// the first callback, r8 in a callback within it (which also has r7), r9 in a third.
/// </summary>
public sealed partial class ProgramGenerator
{
    private const int MostCallbacks = 3;

    private readonly Queue<Action> _functions = new();
    private int _depth;
    private int _framesAround;

    /// <summary>In a callback: a word in the frame around it, set when the rest of the probe is skipped too.</summary>
    private Place _left;

    /// <summary>What a loop that the kernel runs keeps in the frame of the function that starts it: the pointers that callbacks need, and whether one of them left the probe.</summary>
    private readonly record struct LoopFrame(Place Saved, Place? Left);

    private void CallbackRange(BoundRange range)
    {
        RequireHelper("BPF_FUNC_loop", "for ($i : a..b) with bounds that are not known when it is compiled, or with many rounds");
        var mark = _frame.Mark();
        var registers = _registers.Mark();
        var (start, end) = (Place.Frame(_frame.Allocate(8)), Place.Frame(_frame.Allocate(8)));
        Store(range.Start, start, 8);
        Store(range.End, end, 8);
        var (empty, body) = (Code.NewLabel(), Code.NewLabel());
        var kept = EnterCallbacks(range.Body);
        Code.Load(Register.R1, end);
        Code.Load(Register.R2, start);
        Code.JumpIf(range.Variable.Type.Signed ? Jump.LessOrEqual : Jump.BelowOrEqual, Register.R1, Register.R2, empty);
        Code.Arithmetic(Arithmetic.Subtract, Register.R1, Register.R2);
        Code.SetFunction(Register.R2, body);
        Code.Move(Register.R3, Register.R10);
        Code.Set(Register.R4, 0);
        Code.Call(Helper.Loop);
        Code.Bind(empty);
        Defer(body, range.Body, kept, Register.R2, outer =>
        {
            HideInRound(range.Body, outer, Register.R1);
            // The index counts from zero.
            Code.Load(Register.R2, Within(start, outer));
            Code.Arithmetic(Arithmetic.Add, Register.R1, Register.R2);
            var home = _variables[range.Variable] = HomeOf(range.Variable);
            if (home.Register is { } register)
                Code.Move(register, Register.R1);
            else
                Code.Store(home.Place, Register.R1);
        });
        LeaveIfLeft(kept);
        _registers.Release(registers);
        _frame.Release(mark);
    }

    private void Each(BoundEach each)
    {
        RequireHelper("BPF_FUNC_for_each_map_elem", "for ($kv : @map)");
        var mark = _frame.Mark();
        var body = Code.NewLabel();
        var kept = EnterCallbacks(each.Body);
        Code.SetMap(Register.R1, _maps.IndexOf(each.Map));
        Code.SetFunction(Register.R2, body);
        Code.Move(Register.R3, Register.R10);
        Code.Set(Register.R4, 0);
        Code.Call(Helper.ForEachMapElement);
        Defer(body, each.Body, kept, Register.R4, _ =>
        {
            var parts = each.Variable.Type.Tuple!;
            var pair = Allocate(parts.Size);
            _variables[each.Variable] = (null, pair);
            // Copying may call a helper: the value's address waits where its copy will lie.
            Code.Store(pair + parts.OffsetOf(1), Register.R3);
            Copy(new Place(Register.R2, 0), pair, parts.Parts[0].Room);
            if (each.Folds is var (aggregation, cpus))
            {
                FoldCells(_maps.IndexOf(each.Map), pair, aggregation, cpus, Register.R1);
                Code.Store(pair + parts.OffsetOf(1), Register.R1);
                return;
            }
            Code.Load(Register.R2, pair + parts.OffsetOf(1));
            Copy(new Place(Register.R2, 0), pair + parts.OffsetOf(1), parts.Parts[1].Room);
        });
        LeaveIfLeft(kept);
        _frame.Release(mark);
    }

    private void RequireHelper(string constant, string what)
    {
        if (_kernel.FindEnumerator(constant) is null)
            throw new UnsupportedException(constant["BPF_FUNC_".Length..].Insert(0, "bpf_"),
                $"{what} needs the helper {constant["BPF_FUNC_".Length..].Insert(0, "bpf_")}(), which this kernel does not have ({_kernel.MissingReason ?? $"its BTF has no {constant}"}). Use while or for with constant bounds.");
    }

    /// <summary>Saves what callbacks cannot reach by themselves.</summary>
    private LoopFrame EnterCallbacks(BoundBlock body)
    {
        var most = MostCallbacks - (_frame.HasScratch ? 1 : 0);
        if (_depth == most)
            _diagnostics.Report(body.Span, $"loops that the kernel runs are nested more than {most} deep", "use while or for with few constant rounds for the inner ones");
        var saved = Place.Frame(_frame.Allocate(8 * (2 + _depth)));
        Code.Store(saved, Register.R6);
        if (_frame.HasScratch)
            Code.Store(saved + 8 * (1 + _depth), Register.R9);
        for (var i = 0; i < _depth; i++)
            Code.Store(saved + 8 * (1 + i), FrameRegister(i));
        HideChanged(body);
        if (!Leaves(body))
            return new LoopFrame(saved, null);
        var left = Place.Frame(_frame.Allocate(8));
        Code.Store(left, 0);
        return new LoopFrame(saved, left);
    }

    private void LeaveIfLeft(LoopFrame loop)
    {
        if (loop.Left is not { } left)
            return;
        var stayed = Code.NewLabel();
        Code.Load(Register.R0, left);
        Code.JumpIf(Jump.Equal, Register.R0, 0, stayed);
        if (_own is not null)
        {
            var whole = Code.NewLabel();
            Code.JumpIf(Jump.Equal, Register.R0, LeftProbe, whole);
            LeaveOwn();
            Code.Bind(whole);
        }
        Leave();
        Code.Bind(stayed);
    }

    private static bool Leaves(BoundBlock body) => BoundTree.Any(body, s => s is BoundReturn or BoundOwnReturn, e => e is BoundCall { Leaves: true });

    private static Register FrameRegister(int depth) => (Register)((int)Register.R7 + depth);

    /// <summary>Whether a body has loops that the kernel runs: then its variables lie in the frame, where those reach them.</summary>
    private static bool HasCallbacks(BoundStatement statement, long around)
    {
        if (statement is BoundEach)
            return true;
        if (statement is BoundRange range)
        {
            if (range is not { Start: BoundConstant { Value: var start }, End: BoundConstant { Value: var end } } || (around *= Math.Max(1, Distance(start, end))) > MostRounds)
                return true;
        }
        return BoundTree.StatementsOf(statement).Any(s => HasCallbacks(s, around))
            || BoundTree.ExpressionsOf(statement).Any(e => BoundTree.Any(e, s => s is BoundEach or BoundRange, null));
    }

    /// <summary>Generates a loop's body later, as a function behind the program.</summary>
    /// <param name="context">Which argument is the pointer to the frame of the function around it.</param>
    private void Defer(Label function, BoundBlock body, LoopFrame loop, Register context, Action<Register> begin)
    {
        var frame = FrameRegister(_depth);
        var outer = _variables.ToDictionary(v => v.Key, v => ((Register?)null, Within(v.Value.Place, frame)));
        var (probe, depth, events, around) = (_probe, _depth + 1, Within(_event, frame), _frame);
        var (aroundThat, scratch, own, answer) = (_framesAround, _frame.ScratchUsed, _own, _answer is { } kept ? Within(kept, frame) : (Place?)null);
        _functions.Enqueue(() =>
        {
            // The loop may stand behind a return.
            if (!Code.Uses(function))
                return;
            (_probe, _depth, _frame, _registers, _reserved, _event) = (probe, depth, new Frame(around.HasScratch, scratch), new RegisterPool(), null, events);
            _framesAround = aroundThat + Frame.Rounded(around.Peak);
            (_own, _answer) = (own, answer);
            _variables.Clear();
            foreach (var (variable, home) in outer)
                _variables[variable] = home;
            for (var i = 0; i < depth; i++)
                _registers.Take(FrameRegister(i));
            if (_frame.HasScratch)
                _registers.Take(Register.R9);
            _registersForVariables = HasCallbacks(body, 1) ? 0 : Math.Max(0, 3 - depth - (_frame.HasScratch ? 1 : 0) - RegisterDemand.Of(body));
            _left = Within(loop.Left ?? default, frame);
            Code.BindFunction(function);
            Mark(body.Span);
            Code.Move(frame, context);
            Code.Load(Register.R6, Within(loop.Saved, frame));
            for (var i = 0; i < depth - 1; i++)
                Code.Load(FrameRegister(i), Within(loop.Saved, frame) + 8 * (1 + i));
            if (_frame.HasScratch)
                Code.Load(Register.R9, Within(loop.Saved, frame) + 8 * depth);
            if (loop.Left is not null)
                EndWhatWasLeft();
            _loops.Clear();
            _loops.Push(new LoopPlaces(default, default, 1, true));
            begin(frame);
            Block(body);
            LeaveCallback(0);
            _loops.Clear();
            CheckFrame(body.Span);
        });
    }

    /// <summary>
    /// Ends a round of a loop that was left. The kernel makes none, but the verifier does not know that it would not: with what the round that left had found out about variables, each further one would be a
    /// state of its own.
    /// </summary>
    private void EndWhatWasLeft()
    {
        var going = Code.NewLabel();
        Code.Load(Register.R0, _left);
        Code.JumpIf(Jump.Equal, Register.R0, 0, going);
        LeaveCallback(1);
        Code.Bind(going);
    }

    /// <summary>A place of the frame around, seen from a callback.</summary>
    private static Place Within(Place place, Register frame) => place.Base == Register.R10 ? place with { Base = frame } : place;

    /// <summary>Ends one round: 0 goes on, 1 ends the loop.</summary>
    private void LeaveCallback(int answer)
    {
        Code.Set(Register.R0, answer);
        Code.Exit();
    }
}
