using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Kernel;

/// <summary>Whether the running kernel knows atomic operations that give the old value back (BPF_FETCH, Linux 5.12).</summary>
internal static class AtomicFetch
{
    private const uint RawTracepoint = 17; // BPF_PROG_TYPE_RAW_TRACEPOINT, include/uapi/linux/bpf.h
    private const int Frame = 10;

    /// <summary>Loads a program that does it on its own stack.</summary>
    public static bool Probe()
    {
        BpfInstruction[] code =
        [
            TinyProgram.Move(1, 1),
            TinyProgram.Store64(Frame, -8, 1),
            new(0xdb, Frame | 1 << 4, -8, 0x01), // r1 = atomic_fetch_add(r10 - 8, r1): BPF_STX | BPF_ATOMIC | BPF_DW, BPF_FETCH
            TinyProgram.Move(0, 0),
            TinyProgram.Exit,
        ];
        using var program = new Descriptor(BpfCalls.LoadProgram("fetch", new(RawTracepoint), code));
        return program.Number >= 0;
    }
}
