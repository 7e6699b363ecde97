using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>Threads that do not preempt each other.</summary>
internal static class RealTime
{
    /// <summary>SCHED_FIFO, include/uapi/linux/sched.h.</summary>
    private const int Fifo = 1;

    /// <summary>
    /// From its return on the calling thread is a real-time thread of the lowest priority. Equals do not preempt each other, so no thread of a workload
    /// is stopped inside a BPF program by another: kernels that preempt trampolines (7.3) skip a program that is already running on the CPU
    /// (kernel/bpf/trampoline.c, prog->active), and a firing would be missing through no fault of the tracer.
    /// </summary>
    /// <returns>Whether it is; without CAP_SYS_NICE the thread stays as it was.</returns>
    /// <param name="threadId">Another thread, of whatever process; 0 is the calling one.</param>
    public static unsafe bool TryEnter(int threadId = 0)
    {
        var priority = 1;
        return Libc.SetScheduler(threadId, Fifo, &priority) == 0;
    }
}
