using System.Numerics;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>Which CPUs threads run on.</summary>
internal static class Affinity
{
    /// <summary>The kernel's own limit is 8192 CPUs (NR_CPUS of MAXSMP).</summary>
    private const int MaskWords = 8192 / 64;

    /// <summary>The CPUs that this process may use, ascending.</summary>
    public static unsafe IReadOnlyList<int> AllowedCpus()
    {
        var mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        if (Libc.GetAffinity(0, MaskWords * sizeof(ulong), mask) < 0)
        {
            throw new WorkloadException($"the kernel does not say which CPUs may be used: {Libc.LastError()}");
        }

        var cpus = new List<int>();
        for (var word = 0; word < MaskWords; word++)
        {
            for (var bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                cpus.Add((word * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }

        return cpus;
    }

    /// <summary>From its return on the calling thread runs on that CPU only.</summary>
    public static unsafe void PinThisThread(int cpu)
    {
        var mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        mask[cpu / 64] = 1UL << (cpu % 64);
        if (Libc.SetAffinity(0, MaskWords * sizeof(ulong), mask) < 0)
        {
            throw new WorkloadException($"cannot pin a thread to CPU {cpu}: {Libc.LastError()}");
        }
    }
}
