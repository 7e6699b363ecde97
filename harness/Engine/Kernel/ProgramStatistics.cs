using Conformance.Engine.Libbpf;
using Microsoft.Win32.SafeHandles;

namespace Conformance.Engine.Kernel;

/// <summary>What the kernel has counted of a BPF program, whoever loaded it.</summary>
/// <param name="Id">Its number on the machine.</param>
/// <param name="JitedBytes">Length of its machine code with all subprograms; 0 if it is interpreted.</param>
/// <param name="RunTimeNs">Time in it while statistics were on.</param>
/// <param name="Runs">Runs while statistics were on.</param>
public sealed record ProgramStatistics(uint Id, uint JitedBytes, ulong RunTimeNs, ulong Runs)
{
    // struct bpf_prog_info, include/uapi/linux/bpf.h: offsets of jited_prog_len, run_time_ns and run_cnt, and how much of it must be asked for.
    private const int JitedLength = 16, RunTime = 192, RunCount = 200, Size = 208;

    private const int RunTimeStatistics = 0; // BPF_STATS_RUN_TIME

    /// <summary>Switches the counting on until the handle is closed.</summary>
    /// <exception cref="UnsupportedException">The kernel cannot, or we may not.</exception>
    public static SafeFileHandle Count()
    {
        var descriptor = LibbpfNative.EnableStatistics(RunTimeStatistics);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new UnsupportedException("bpf-stats", $"This kernel does not count the time in BPF programs: BPF_ENABLE_STATS was refused with error {-descriptor}. It came with Linux 5.8 and needs CAP_SYS_ADMIN.");
    }

    /// <summary>All programs that are there now and whose ids are not in <paramref name="known"/>.</summary>
    public static unsafe IReadOnlyList<ProgramStatistics> Except(IReadOnlySet<uint> known)
    {
        var found = new List<ProgramStatistics>();
        for (uint id = 0, next = 0; LibbpfNative.NextProgramId(id, &next) == 0; id = next)
        {
            if (known.Contains(next) || LibbpfNative.ProgramById(next) is not (>= 0 and var descriptor))
                continue; // Or it has gone meanwhile.
            using var program = new SafeFileHandle(descriptor, ownsHandle: true);
            if (Read(next, descriptor) is { } statistics)
                found.Add(statistics);
        }

        return found;
    }

    /// <summary>Of a program that we hold; zeros if the kernel does not tell.</summary>
    internal static ProgramStatistics Of(Descriptor program) => Read(0, program.Number) ?? new(0, 0, 0, 0);

    private static unsafe ProgramStatistics? Read(uint id, int descriptor)
    {
        var info = stackalloc byte[Size];
        new Span<byte>(info, Size).Clear();
        uint size = Size;
        return LibbpfNative.ObjectInfo(descriptor, info, &size) == 0 ? new(id, *(uint*)(info + JitedLength), *(ulong*)(info + RunTime), *(ulong*)(info + RunCount)) : null;
    }
}
