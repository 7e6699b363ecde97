using System.Runtime.InteropServices;

namespace Conformance.Engine.ObjectFile;

/// <summary>What an event in the ring buffer is about.</summary>
public enum EventKind : uint
{
    /// <summary>A firing; no payload.</summary>
    Firing = 1,

    /// <summary>Text; payload is decoded by the script's output format number <see cref="EventHeader.Format"/>.</summary>
    Output = 2,

    /// <summary>The script called exit(); <see cref="EventHeader.Format"/> is the code it gave, the payload is empty.</summary>
    Exit = 3,
}

/// <summary>First bytes of every event in the ring buffer, written by generated code; little endian, 48 bytes, then the payload.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct EventHeader
{
    /// <summary>An <see cref="EventKind"/>.</summary>
    public uint Kind;

    /// <summary>Index of the probe.</summary>
    public int Probe;

    /// <summary>CPU it ran on.</summary>
    public int Cpu;

    /// <summary>Thread id.</summary>
    public int ThreadId;

    /// <summary>Per-CPU event number, from 1. Events that one firing makes share the number of the firing's own event when firings are recorded.</summary>
    public ulong Sequence;

    /// <summary>CLOCK_MONOTONIC in ns.</summary>
    public ulong TimeNs;

    /// <summary>See <see cref="Firing.Invocation"/>.</summary>
    public uint Invocation;

    /// <summary>Number of the output format, for <see cref="EventKind.Output"/>.</summary>
    public uint Format;

    /// <summary>Process id (tgid).</summary>
    public int ProcessId;

    /// <summary>Zero.</summary>
    public uint Reserved;

    /// <summary>Size in bytes.</summary>
    public const int Size = 48;

    /// <summary>Bit of <see cref="Kind"/>: where firings are not recorded, the header is only the kind and, right behind it, the format.</summary>
    public const int Brief = 0x100;

    /// <summary>Size in bytes of a header with <see cref="Brief"/>.</summary>
    public const int BriefSize = 8;
}
