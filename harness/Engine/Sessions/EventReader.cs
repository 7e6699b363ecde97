using System.Runtime.InteropServices;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;

namespace Conformance.Engine.Sessions;

/// <summary>Turns records of the ring buffer into firings for the sink and actions for the session.</summary>
internal sealed class EventReader(IReadOnlyList<IScriptAction> actions, ISessionSink sink, ActionContext context, Action<int> onExit)
{
    private bool _ended;

    /// <summary>The end probes run next: what they print counts again after an exit().</summary>
    public void ListenAgain() => _ended = false;

    /// <summary>Handles one record.</summary>
    /// <exception cref="InvalidDataException">The record is not one of ours: the generated code and this reader disagree.</exception>
    public void Read(ReadOnlySpan<byte> record)
    {
        if (record.Length >= EventHeader.BriefSize && MemoryMarshal.Read<uint>(record) is var kind && (kind & EventHeader.Brief) != 0)
        {
            Handle((EventKind)(kind & ~EventHeader.Brief), MemoryMarshal.Read<uint>(record[4..]), null, record[EventHeader.BriefSize..]);
            return;
        }

        if (record.Length < EventHeader.Size)
            throw new InvalidDataException($"An event of {record.Length} bytes is shorter than its header of {EventHeader.Size}.");
        var header = MemoryMarshal.Read<EventHeader>(record);
        var firing = new Firing(header.Probe, header.Cpu, header.ThreadId, header.Sequence, header.TimeNs, header.Invocation);
        Handle((EventKind)header.Kind, header.Format, firing, record[EventHeader.Size..]);
    }

    private void Handle(EventKind kind, uint format, Firing? firing, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case EventKind.Firing when firing is { } known:
                sink.OnFiring(known);
                break;
            // Probes run on until they are detached; who called exit() wants to hear no more, as in bpftrace. Firings that are recorded still have their output.
            case EventKind.Output when _ended && firing is null:
                break;
            case EventKind.Output when format < actions.Count:
                context.Firing = firing;
                actions[(int)format].Perform(payload, context);
                break;
            case EventKind.Exit:
                _ended = true;
                onExit((int)format);
                break;
            default:
                throw new InvalidDataException($"An event of kind {(uint)kind} with format {format} is none of this script's.");
        }
    }
}
