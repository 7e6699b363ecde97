using Conformance.Engine.Binding;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>
/// Makes one BPF program of one bound probe. The frame holds, from its top: the event that is sent (header and the largest payload), text variables and
/// integers that found no register, then temporary keys, values and texts. Builtins and functions emit their code through its public members.
/// </summary>
public sealed partial class ProgramGenerator
{
    private readonly BoundProbe _probe;
    private readonly MapLayout _maps;
    private readonly SourceText _source;
    private readonly bool _recordFirings;
    private readonly bool _atomicFetch;
    private readonly Frame _frame = new();
    private readonly RegisterPool _registers = new();
    private readonly Label _leave;
    private readonly bool _sendsEvents;
    private int _registersForVariables;
    private int _event;

    internal ProgramGenerator(BoundProbe probe, MapLayout maps, SourceText source, bool recordFirings, bool atomicFetch)
    {
        _probe = probe;
        _maps = maps;
        _source = source;
        _recordFirings = recordFirings;
        _atomicFetch = atomicFetch;
        _leave = Code.NewLabel();
        var (sends, payload) = EventNeeds.Of(probe);
        _sendsEvents = sends || recordFirings;
        if (_sendsEvents)
            _event = _frame.Allocate(EventHeader.Size + payload);
        _registersForVariables = Math.Max(0, 3 - RegisterDemand.Of(probe));
    }

    /// <summary>The code written so far.</summary>
    public InstructionWriter Code { get; } = new();

    /// <summary>Where the payload of events lies in the frame.</summary>
    public int Payload => _event + EventHeader.Size;

    /// <summary>The program; too much stack or too long a jump is reported and gives <c>null</c>.</summary>
    internal BpfProgram? Generate(DiagnosticBag diagnostics)
    {
        Mark(_probe.Span);
        Prologue();
        Block(_probe.Body);
        Code.Bind(_leave);
        Code.Set(Register.R0, 0);
        Code.Exit();
        if (_frame.Peak > Frame.Limit)
        {
            diagnostics.Report(_probe.Span, $"this probe needs {_frame.Peak} bytes of stack, but BPF gives {Frame.Limit}", "use shorter or fewer strings, or split the probe");
            return null;
        }
        if (Code.Finish() is { } instructions)
            return new BpfProgram(_probe.Index, Naming.Program(_probe), _probe.Target, instructions, Code.Lines);
        diagnostics.Report(_probe.Span, "this probe is too long for one BPF program", "split it");
        return null;
    }

    /// <summary>Skips the rest of the probe.</summary>
    public void Leave() => Code.Jump(_leave);

    private void Mark(TextSpan span)
    {
        var (line, column) = _source.Position(span.Start);
        Code.Mark(line, column);
    }

    private void Prologue()
    {
        Code.Move(Register.R6, Register.R1);
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
        if (!_sendsEvents)
            return;
        if (!_recordFirings)
        {
            StoreThread();
            Code.Store(Register.R10, Header(nameof(EventHeader.Invocation)), 0, 4);
        }
        StoreMoment();
        if (_recordFirings)
        {
            NextSequence();
            Send(EventKind.Firing, 0, 0);
        }
    }
}
