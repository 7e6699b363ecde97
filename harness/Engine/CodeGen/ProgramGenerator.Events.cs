using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>BPF_NOEXIST: create the entry, unless somebody was faster.</summary>
    private const int OnlyNew = 1;

    /// <summary>BPF_RB_NO_WAKEUP: the session looks at the buffer by itself, and waking it would cost each event an interrupt.</summary>
    private const int NoWakeUp = 1;

    /// <summary>So many bytes are copied sooner than room for them is reserved and submitted.</summary>
    private const int SmallPayload = 24;

    /// <summary>
    /// Sends an event. Its payload is written straight into the ring buffer by <paramref name="fill"/>; if the buffer is full, the event is counted as lost and nothing of the payload is computed, so a
    /// payload whose computing has effects is made in the frame first; and so is one whose computing may send reports of its own, which come before it then.
    /// </summary>
    /// <param name="payload">Bytes behind the header, a multiple of 8.</param>
    /// <param name="effects">Whether computing the payload changes something.</param>
    public void Send(EventKind kind, int format, int payload, Action<Place>? fill = null, bool effects = false)
    {
        if (_reports is not null || _recordFirings || fill is null || effects || payload <= SmallPayload || _registers.Mark() is var before && _registers.TakeKept() is not { } record)
        {
            SendFromFrame(kind, format, payload, fill);
            return;
        }
        var (full, end) = (Code.NewLabel(), Code.NewLabel());
        Code.SetMap(Register.R1, _maps.Events);
        Code.Set(Register.R2, EventHeader.BriefSize + payload);
        Code.Set(Register.R3, 0);
        Code.Call(Helper.RingBufferReserve);
        Code.JumpIf(Jump.Equal, Register.R0, 0, full);
        Code.Move(record, Register.R0);
        Brief(new Place(record, 0), kind, format);
        var outer = _reserved;
        _reserved = record;
        fill(new Place(record, EventHeader.BriefSize));
        _reserved = outer;
        Code.Move(Register.R1, record);
        Code.Set(Register.R2, NoWakeUp);
        Code.Call(Helper.RingBufferSubmit);
        Code.Jump(end);
        Code.Bind(full);
        CountLost();
        Code.Bind(end);
        _registers.Release(before);
    }

    private void SendFromFrame(EventKind kind, int format, int payload, Action<Place>? fill)
    {
        var mark = _frame.Mark();
        var header = _recordFirings ? EventHeader.Size : EventHeader.BriefSize;
        var place = Allocate(header + payload);
        fill?.Invoke(place + header);
        if (!_recordFirings)
        {
            Brief(place, kind, format);
        }
        else
        {
            Code.Store(Header(nameof(EventHeader.Kind)), (int)kind, 4);
            Code.Store(Header(nameof(EventHeader.Format)), format, 4);
            Copy(_event, place, EventHeader.Size);
        }
        Output(place, header + payload);
        _frame.Release(mark);
    }

    /// <summary>Copies an event that is complete into the ring buffer; one that finds it full is counted.</summary>
    private void Output(Place place, int bytes)
    {
        Code.SetMap(Register.R1, _maps.Events);
        Code.SetAddress(Register.R2, place);
        Code.Set(Register.R3, bytes);
        Code.Set(Register.R4, NoWakeUp);
        Code.Call(Helper.RingBufferOutput);
        var sent = Code.NewLabel();
        Code.JumpIf(Jump.Equal, Register.R0, 0, sent);
        CountLost();
        Code.Bind(sent);
    }

    /// <summary>The header of an event that belongs to no recorded firing.</summary>
    private void Brief(Place place, EventKind kind, int format)
    {
        // The format is the upper half of the same word.
        Code.Store(place, (int)kind | EventHeader.Brief, format == 0 ? 8 : 4);
        if (format != 0)
            Code.Store(place + 4, format, 4);
    }

    private void CountLost() => CountLoss(0);

    /// <summary>Counts what was lost, in a number of the map for that; r0 stays.</summary>
    private void CountLoss(int entry)
    {
        Code.SetMapValue(Register.R1, _maps.Lost, 8 * entry);
        Code.Set(Register.R2, 1);
        Code.AtomicAdd(Register.R1, 0, Register.R2);
    }

    /// <summary>Gives back what is reserved in the ring buffer: the verifier wants it done on every way out.</summary>
    private void DiscardReserved()
    {
        if (_reserved is not { } record)
            return;
        Code.Move(Register.R1, record);
        Code.Set(Register.R2, NoWakeUp);
        Code.Call(Helper.RingBufferDiscard);
    }

    private Place Header(string field) => _event + field switch
    {
        nameof(EventHeader.Kind) => 0,
        nameof(EventHeader.Probe) => 4,
        nameof(EventHeader.Cpu) => 8,
        nameof(EventHeader.ThreadId) => 12,
        nameof(EventHeader.Sequence) => 16,
        nameof(EventHeader.TimeNs) => 24,
        nameof(EventHeader.Invocation) => 32,
        nameof(EventHeader.Format) => 36,
        nameof(EventHeader.ProcessId) => 40,
        _ => 44,
    };

    private void StoreThread()
    {
        Code.Call(Helper.GetCurrentPidTgid);
        Code.Store(Header(nameof(EventHeader.ThreadId)), Register.R0, 4);
        Code.Arithmetic(Arithmetic.ShiftRight, Register.R0, 32);
        Code.Store(Header(nameof(EventHeader.ProcessId)), Register.R0, 4);
    }

    private void StoreProcessor()
    {
        Code.Call(Helper.GetProcessorId);
        Code.Store(Header(nameof(EventHeader.Cpu)), Register.R0, 4);
    }

    /// <summary>Counts this run for the header's probe and thread; a full map gives 0.</summary>
    private void CountInvocation()
    {
        var mark = _frame.Mark();
        var key = _frame.Allocate(8);
        Code.Load(Register.R1, Header(nameof(EventHeader.Probe)), 4);
        Code.Store(Register.R10, key, Register.R1, 4);
        Code.Load(Register.R1, Header(nameof(EventHeader.ThreadId)), 4);
        Code.Store(Register.R10, key + 4, Register.R1, 4);
        var missing = Code.NewLabel();
        LookUpOrCreate(_maps.Invocations, key, missing);
        AddAndGet(register => Code.Set(register, 1));
        Code.Bind(missing);
        Code.Store(Header(nameof(EventHeader.Invocation)), Register.R0, 4);
        _frame.Release(mark);
    }

    private void NextSequence()
    {
        LookUpFirst(_maps.Sequence);
        var missing = Code.NewLabel();
        Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        AddAndGet(register => Code.Set(register, 1));
        Code.Bind(missing);
        Code.Store(Header(nameof(EventHeader.Sequence)), Register.R0);
    }

    /// <summary>r0 points to the only entry of an array.</summary>
    private void LookUpFirst(int map)
    {
        var mark = _frame.Mark();
        var key = _frame.Allocate(8);
        Code.Store(Register.R10, key, 0);
        LookUp(map, key);
        _frame.Release(mark);
    }

    /// <summary>r0 points to the entry, or is 0.</summary>
    private void LookUp(int map, Place key)
    {
        Code.SetMap(Register.R1, map);
        Code.SetAddress(Register.R2, key);
        Code.Call(Helper.MapLookup);
    }

    /// <summary>
    /// r0 points to the entry, created with zero if it was not there; if the map is full, r0 is 0 and the code goes on at <paramref name="missing"/>. Looking again after creating makes it exact when two CPUs
    /// come first at once: one creates, both add.
    /// </summary>
    private void LookUpOrCreate(int map, Place key, Label missing, int valueSize = 8)
    {
        var found = Code.NewLabel();
        LookUp(map, key);
        Code.JumpIf(Jump.NotEqual, Register.R0, 0, found);
        var mark = _frame.Mark();
        var zero = _frame.Allocate(valueSize);
        Zero(zero, valueSize);
        Code.SetMap(Register.R1, map);
        Code.SetAddress(Register.R2, key);
        Code.SetAddress(Register.R3, zero);
        Code.Set(Register.R4, OnlyNew);
        Code.Call(Helper.MapUpdate);
        LookUp(map, key);
        if (_maps.CanBeFull(map))
        {
            Code.JumpIf(Jump.NotEqual, Register.R0, 0, found);
            CountLoss(_maps.FullEntryOf(map));
            Code.Jump(missing);
        }
        else
        {
            Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        }
        Code.Bind(found);
        _frame.Release(mark);
    }

    /// <summary>Adds what <paramref name="load"/> loads to the entry that r0 points to; r0 becomes the sum.</summary>
    private void AddAndGet(Action<Register> load)
    {
        load(Register.R1);
        if (_kernel.HasAtomicFetch)
        {
            Code.AtomicAdd(Register.R0, 0, Register.R1, fetch: true);
            load(Register.R0);
            Code.Arithmetic(Arithmetic.Add, Register.R0, Register.R1);
        }
        else
        {
            // BPF_FETCH came with Linux 5.12; before, trampolines ran with preemption off (migrate_disable was preempt_disable).
            Code.Load(Register.R2, Register.R0, 0);
            Code.Arithmetic(Arithmetic.Add, Register.R1, Register.R2);
            Code.Store(Register.R0, 0, Register.R1);
            Code.Move(Register.R0, Register.R1);
        }
    }
}
