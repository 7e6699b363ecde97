using Conformance.Engine.Binding;
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
    private readonly MapLayout _maps;
    private readonly SourceText _source;
    private readonly bool _recordFirings;
    private readonly IKernelTypes _kernel;
    private readonly List<int> _done = [];
    private BoundProbe _probe;
    private Frame _frame = new();
    private RegisterPool _registers = new();
    private Label _leave;
    private int _registersForVariables;
    private Place _event;
    private Register? _reserved;
    private DiagnosticBag _diagnostics;

    /// <param name="first">The first probe that shall be added: it names the program.</param>
    internal ProgramGenerator(BoundProbe first, MapLayout maps, SourceText source, bool recordFirings, IKernelTypes kernel)
    {
        First = _probe = first;
        _maps = maps;
        _source = source;
        _recordFirings = recordFirings;
        _kernel = kernel;
        _diagnostics = new DiagnosticBag(source);
    }

    /// <summary>The code written so far.</summary>
    public InstructionWriter Code { get; } = new();

    /// <summary>Names the program, and says what it is attached to.</summary>
    private BoundProbe First { get; }

    /// <summary>Adds a body behind those already there; too much stack or too long a body is reported.</summary>
    internal void Add(BoundProbe probe, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        Begin(probe);
        var start = Code.Count;
        Mark(_probe.Span);
        if (_done.Count == 0)
            Code.Move(Register.R6, Register.R1);
        Prologue();
        Block(_probe.Body);
        Code.Bind(_leave);
        _done.Add(probe.Index);
        CheckFrame(_probe.Span);
        if (Code.Count - start > InstructionWriter.FarthestJump)
            diagnostics.Report(_probe.Span, "this probe is too long for one BPF program", "split it");
    }

    /// <summary>The program; not to be asked for after a report.</summary>
    internal BpfProgram Finish()
    {
        Code.Set(Register.R0, 0);
        Code.Exit();
        while (_functions.TryDequeue(out var function))
            function();
        return new BpfProgram([.. _done], Naming.Program(First), First.Target, Code.Finish(), Code.Lines) { Functions = Code.Functions };
    }

    private void CheckFrame(TextSpan span)
    {
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
        Code.Store(_left, 1);
        LeaveCallback(1);
    }

    private void Begin(BoundProbe probe)
    {
        _probe = probe;
        _frame = new Frame();
        _registers = new RegisterPool();
        _variables.Clear();
        _leave = Code.NewLabel();
        _reserved = null;
        if (_recordFirings)
            _event = _frame.Allocate(EventHeader.Size);
        _depth = _framesAround = 0;
        _registersForVariables = HasCallbacks(probe.Body, 1) ? 0 : Math.Max(0, 3 - RegisterDemand.Of(probe));
    }

    private void Mark(TextSpan span)
    {
        var (line, column) = _source.Position(span.Start);
        Code.Mark(line, column);
    }

    private void Prologue()
    {
        LeaveWithoutObject();
        if (_recordFirings)
        {
            StoreThread();
            CountInvocation();
        }
        if (_probe.Predicate is { } predicate)
        {
            var registers = _registers.Mark();
            _registers.Take(Register.R1);
            Branch(predicate, _leave, false, Register.R1);
            _registers.Release(registers);
        }
        if (!_recordFirings)
            return;
        StoreMoment();
        NextSequence();
        Send(EventKind.Firing, 0, 0);
    }
}
