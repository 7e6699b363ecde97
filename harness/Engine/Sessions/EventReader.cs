using System.Runtime.InteropServices;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Sessions;

/// <summary>Turns records of the ring buffer into firings and text for the sink.</summary>
internal sealed class EventReader(IReadOnlyList<IOutputFormat> formats, ISessionSink sink, Action onExit)
{
    /// <summary>Handles one record.</summary>
    /// <exception cref="InvalidDataException">The record is not one of ours: the generated code and this reader disagree.</exception>
    public void Read(ReadOnlySpan<byte> record)
    {
        if (record.Length < EventHeader.Size)
            throw new InvalidDataException($"An event of {record.Length} bytes is shorter than its header of {EventHeader.Size}.");
        var header = MemoryMarshal.Read<EventHeader>(record);
        var firing = new Firing(header.Probe, header.Cpu, header.ThreadId, header.Sequence, header.TimeNs, header.Invocation);
        switch ((EventKind)header.Kind)
        {
            case EventKind.Firing:
                sink.OnFiring(firing);
                break;
            case EventKind.Output when header.Format < formats.Count:
                sink.OnOutput(new OutputText(formats[(int)header.Format].Render(record[EventHeader.Size..]), firing));
                break;
            case EventKind.Exit:
                onExit();
                break;
            default:
                throw new InvalidDataException($"An event of kind {header.Kind} with format {header.Format} is none of this script's.");
        }
    }
}
