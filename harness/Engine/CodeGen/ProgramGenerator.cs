using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen.Optimizing;
using Conformance.Engine.Kernel;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>
/// Makes one BPF program of the bound probes that share it: body after body, each with its own predicate, and all of them with the same registers and the same stack, since
/// nothing outlives its body but the context in r6. The frame holds, from its top: the event that is sent (header and the largest payload), text variables and
/// integers that found no register, then temporary keys, values and texts. Builtins and functions emit their code through its public members.
/// </summary>
public sealed partial class ProgramGenerator
{
    /// <summary>BPF_COMPLEXITY_LIMIT_INSNS, include/linux/bpf.h.</summary>
    private const int MostInstructions = 1_000_000;

    private readonly MapLayout _maps;
    private readonly SourceText _source;
    private readonly bool _recordFirings;
    private readonly IKernelTypes _kernel;
    private readonly FailureReports? _reports;
    private readonly List<int> _done = [];
    private BoundProbe _probe;
    private Frame _frame = new();
    private RegisterPool _registers = new();
    private Label _leave;
    private int _registersForVariables;
    private Place _event;
    private Register? _reserved;
    private DiagnosticBag _diagnostics;
    private bool _predicateWantsScratch;

    /// <summary>Where a test keeps what it returns.</summary>
    private Place? _answer;

    /// <param name="first">The first probe that shall be added: it names the program.</param>
    internal ProgramGenerator(BoundProbe first, MapLayout maps, SourceText source, bool recordFirings, IKernelTypes kernel, FailureReports? reports = null)
    {
        First = _probe = first;
        _maps = maps;
        _source = source;
        _recordFirings = recordFirings;
        _kernel = kernel;
        _reports = reports;
        _diagnostics = new DiagnosticBag(source);
    }

    /// <summary>The code written so far.</summary>
    public InstructionWriter Code { get; } = new();

    /// <summary>Names the program, and says what it is attached to.</summary>
    private BoundProbe First { get; }

    /// <summary>Adds a body behind those already there; too much stack or too long a body is reported.</summary>
    /// <returns>Whether that could be done: a body that needs all of the stack is none for a program that shares code.</returns>
    internal bool Add(BoundProbe probe, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        var start = Code.Count;
        Mark(probe.Span);
        if (_done.Count == 0)
            Code.Move(Register.R6, Register.R1);
        var (before, functions, shared) = (Code.State, _functions.ToArray(), _shared.State);
        // On the stack alone if that is enough; else with a scratch area, looked up as late as the predicate allows.
        var scratch = WantsScratch(probe) ? ScratchUse.AfterPredicate : ScratchUse.None;
        while (true)
        {
            Begin(probe, scratch);
            Prologue(scratch);
            Block(_probe.Body);
            Code.Bind(_leave);
            if (Fits && !(scratch == ScratchUse.AfterPredicate && _predicateWantsScratch))
                break;
            if (scratch == ScratchUse.BeforePredicate && (_shared.All.Count == 0 || !FitsAlone))
                break;
            Code.Rewind(before);
            _functions.Clear();
            foreach (var function in functions)
                _functions.Enqueue(function);
            _shared.Rewind(shared);
            if (scratch++ != ScratchUse.BeforePredicate)
                continue;
            if (_shared.All.Count > 0)
                return false;
            _shared.Allowed = false;
            scratch = ScratchUse.None;
        }
        _done.Add(probe.Index);
        _deepest = Math.Max(_deepest, _frame.Peak);
        CheckFrame(_probe.Span);
        if (Code.Count - start > MostInstructions)
            TooLong(Code.Count - start);
        return true;
    }

    /// <summary>The program; not to be asked for after a report. <c>null</c>, and a report, if it is too long.</summary>
    internal BpfProgram? Finish()
    {
        if (_answer is { } answer)
            Code.Load(Register.R0, answer);
        else
            Code.Set(Register.R0, 0);
        Code.Exit();
        _answer = null;
        while (_functions.TryDequeue(out var function))
            function();
        var parameters = FinishShared();
        var (written, goals) = Code.Finish();
        if (CodeOptimizer.Optimize(written, goals, Code.Lines, Code.Functions) is not { } optimized)
        {
            TooLong(written.Length);
            return null;
        }
        var (code, lines, functions) = optimized;
        return new BpfProgram([.. _done], Naming.Program(First), First.Target, code, lines) { Functions = [.. functions.Select((start, i) => new ProgramFunction(start, parameters.TryGetValue(i, out var count) ? count : null))] };
    }

    private void TooLong(int instructions) => _diagnostics.Report(_probe.Span, $"this probe makes {instructions:N0} BPF instructions, but the kernel looks at {MostInstructions:N0} of a program at most",
        "split it in two: probes on one hook run one after the other, in the order of the script");

    /// <summary>When a body looks up its scratch area.</summary>
    private enum ScratchUse
    {
        None,
        AfterPredicate,
        BeforePredicate,
    }

    /// <summary>Callbacks have less stack of their own than the program, and are generated when it is too late to choose.</summary>
    private static bool WantsScratch(BoundProbe probe) =>
        HasCallbacks(probe.Body, 1) && BoundTree.Any(probe.Body, s => s is BoundEach { Variable.Type.Size: > Frame.LargestOnStack }, e => e.Type.IsAggregate && e.Type.Size > Frame.LargestOnStack);

    private bool Fits => _frame.Peak <= StackLimit && _frame.ScratchPeak <= Frame.ScratchLimit;

    private void CheckFrame(TextSpan span)
    {
        if (_frame.HasScratch)
            _maps.UseScratch(_probe.Index, _frame.ScratchPeak);
        if (_frame.ScratchPeak > Frame.ScratchLimit)
            _diagnostics.Report(span, $"this probe keeps {_frame.ScratchPeak} bytes of large values at once, but a per-CPU map gives {Frame.ScratchLimit}", "use shorter or fewer strings, or split the probe");
        var total = _framesAround + (_framesAround > 0 ? Frame.Rounded(_frame.Peak) : _frame.Peak);
        if (total > Frame.Limit)
            _diagnostics.Report(span, $"this probe needs {total} bytes of stack, but BPF gives {Frame.Limit}", "use shorter or fewer strings, or split the probe");
    }

    /// <summary>Skips the rest of the body; what follows in the program is the next one.</summary>
    public void Leave()
    {
        DiscardReserved();
        if (_depth == 0)
        {
            Code.Jump(_leave);
            return;
        }
        Code.Store(_left, LeftProbe);
        LeaveCallback(1);
    }

    private void Begin(BoundProbe probe, ScratchUse scratch)
    {
        _probe = probe;
        _frame = new Frame(scratch != ScratchUse.None);
        _registers = new RegisterPool();
        if (_frame.HasScratch)
            _registers.Take(Register.R9);
        _variables.Clear();
        _leave = Code.NewLabel();
        _reserved = null;
        if (_recordFirings)
            _event = _frame.Allocate(EventHeader.Size);
        _answer = probe.Target.Mechanism is Probes.Test ? Place.Frame(_frame.Allocate(8)) : null;
        _depth = _framesAround = 0;
        _onlyNumbers = !BoundTree.Any(probe.Body, null, e => e is BoundContextAddress) && !(probe.Predicate is { } predicate && BoundTree.Any(predicate, null, e => e is BoundContextAddress));
        _own = null;
        _registersForVariables = HasCallbacks(probe.Body, 1) ? 0 : Math.Max(0, (_frame.HasScratch ? 2 : 3) - RegisterDemand.Of(probe));
    }

    private void Mark(TextSpan span)
    {
        var (line, column) = _source.Position(span.Start);
        Code.Mark(line, column);
    }

    private void Prologue(ScratchUse scratch)
    {
        if (_answer is { } answer)
            Code.Store(answer, 0);
        LeaveWithoutObject();
        if (scratch == ScratchUse.BeforePredicate)
            LookUpScratch();
        if (_recordFirings)
            Enter();
        if (_probe.Predicate is { } predicate)
        {
            var registers = _registers.Mark();
            _registers.Take(Register.R1);
            Branch(predicate, _leave, false, Register.R1);
            _registers.Release(registers);
        }
        _predicateWantsScratch = _frame.ScratchPeak > 0;
        if (scratch == ScratchUse.AfterPredicate)
            LookUpScratch();
        if (_recordFirings)
            Fire();
    }

    /// <summary>r9 points to the body's own entry: another body may interrupt this one on the same CPU, and the same one cannot.</summary>
    private void LookUpScratch()
    {
        var mark = _frame.Mark();
        var key = _frame.Allocate(8);
        var (map, entry) = _maps.UseScratch(_probe.Index, 0);
        Code.Store(Register.R10, key, entry, 4);
        LookUp(map, key);
        Code.JumpIf(Jump.Equal, Register.R0, 0, _leave);
        Code.Move(Register.R9, Register.R0);
        _frame.Release(mark);
    }
}
