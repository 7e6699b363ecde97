using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.CodeGen;

/// <summary>Firings that are recorded: each body counts its invocation before its predicate, and sends one event after it. Programs of many bodies share the code of both.</summary>
public sealed partial class ProgramGenerator
{
    /// <summary>Enough for the number of any processor (NR_CPUS_RANGE_END is 8192).</summary>
    private const int ProcessorBits = 16;

    /// <summary>Whether the header of the body's events holds its thread.</summary>
    private bool _threadIsNoted;

    /// <summary>Notes which probe runs, and for the how manyth time in this thread.</summary>
    private void Enter()
    {
        Code.Store(Header(nameof(EventHeader.Probe)), _probe.Index, 4);
        if (!_probe.Target.Mechanism.HasHook)
        {
            Code.Store(Header(nameof(EventHeader.Invocation)), 1, 4);
        }
        else if (TakeShared(Shared.Enter, NoMap, 1, WriteEnter) is { } function)
        {
            Code.Set(Register.R1, _probe.Index);
            Code.CallFunction(function.Start);
            Code.Store(Header(nameof(EventHeader.Invocation)), Register.R0, 4);
        }
        else
        {
            StoreThread();
            CountInvocation();
            _threadIsNoted = true;
            return;
        }
        _threadIsNoted = EventNeeds.Sends(_probe);
        if (_threadIsNoted)
            StoreThread();
    }

    private void WriteEnter()
    {
        _event = Place.Frame(_frame.Allocate(EventHeader.Size));
        Code.Store(Header(nameof(EventHeader.Probe)), Register.R1, 4);
        StoreThread();
        CountInvocation();
        Code.Load(Register.R0, Header(nameof(EventHeader.Invocation)), 4);
    }

    /// <summary>Sends the event of a firing. What else the body sends has the same header.</summary>
    private void Fire()
    {
        if (TakeShared(Shared.Fire, NoMap, 3, WriteFire) is not { } function)
        {
            if (!_threadIsNoted)
                StoreThread();
            StoreProcessor();
            Code.Call(Helper.KtimeGetNs);
            Code.Store(Header(nameof(EventHeader.TimeNs)), Register.R0);
            SendFiring();
            return;
        }
        Code.Call(Helper.KtimeGetNs);
        Code.Store(Header(nameof(EventHeader.TimeNs)), Register.R0);
        Code.Set(Register.R1, _probe.Index);
        Code.Load(Register.R2, Header(nameof(EventHeader.Invocation)), 4);
        Code.Move(Register.R3, Register.R0);
        Code.CallFunction(function.Start);
        if (!EventNeeds.Sends(_probe))
            return;
        Code.Store(Header(nameof(EventHeader.Cpu)), Register.R0, 2);
        Code.Store(Header(nameof(EventHeader.Cpu)) + 2, 0, 2);
        Code.Arithmetic(Arithmetic.ShiftRight, Register.R0, ProcessorBits);
        Code.Store(Header(nameof(EventHeader.Sequence)), Register.R0);
        Code.Store(Header(nameof(EventHeader.Reserved)), 0, 4);
    }

    /// <summary>r1 is the probe, r2 the invocation, r3 the time; the answer is the sequence, and below it the processor.</summary>
    private void WriteFire()
    {
        _event = Place.Frame(_frame.Allocate(EventHeader.Size));
        Code.Store(Header(nameof(EventHeader.Probe)), Register.R1, 4);
        Code.Store(Header(nameof(EventHeader.Invocation)), Register.R2, 4);
        Code.Store(Header(nameof(EventHeader.TimeNs)), Register.R3);
        StoreThread();
        StoreProcessor();
        SendFiring();
        Code.Load(Register.R0, Header(nameof(EventHeader.Sequence)));
        Code.Arithmetic(Arithmetic.ShiftLeft, Register.R0, ProcessorBits);
        Code.Load(Register.R1, Header(nameof(EventHeader.Cpu)), 4);
        Code.Arithmetic(Arithmetic.Or, Register.R0, Register.R1);
    }

    private void SendFiring()
    {
        NextSequence();
        Code.Store(Header(nameof(EventHeader.Reserved)), 0, 4);
        Code.Store(Header(nameof(EventHeader.Kind)), (int)EventKind.Firing, 4);
        Code.Store(Header(nameof(EventHeader.Format)), 0, 4);
        Output(_event, EventHeader.Size);
    }
}
