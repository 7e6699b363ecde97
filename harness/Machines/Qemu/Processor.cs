namespace Conformance.Machines.Qemu;

/// <summary>What runs the guest's instructions, and how many virtual processors.</summary>
/// <param name="Accelerator">Decided: <see cref="Accelerator.Kvm"/> or <see cref="Accelerator.Tcg"/>.</param>
/// <param name="Cpus">Virtual processors, from 1.</param>
public sealed record Processor(Accelerator Accelerator, int Cpus) : IQemuDevice
{
    /// <summary>
    /// Processors that the machine has, at least; those beyond <see cref="Cpus"/> are never started. The kernel sizes the instances of return probes by the CPUs it could have
    /// (kernel/kprobes.c, register_kretprobe; kernel/trace/fprobe.c, fprobe_init_rethook): on a machine that can only ever have one CPU, 5.10 misses a second sleeping thread in a
    /// kretprobe and 6.12 a third in a kretprobe.multi. No user's machine is that small; a limit that deserves a case must not disturb all others.
    /// </summary>
    private const int FewestPossible = 8;

    private int Possible => Math.Max(FewestPossible, Cpus);

    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments => Accelerator switch
    {
        Accelerator.Kvm => ["-accel", "kvm", "-cpu", "host", "-smp", $"{Possible}"],

        // thread=single, always: with thread=multi the emulator shows other virtual processors a stale int3 while the kernel patches its own code (static
        // keys, ftrace, kprobes), and kernels from 6.12 on oops within a second of attaching probes. One processor has nobody to share
        // with, but then the two settings are the same.
        Accelerator.Tcg => ["-accel", "tcg,thread=single", "-cpu", "max", "-smp", $"{Possible}"],

        _ => throw new InvalidOperationException($"{Accelerator} must be decided before a machine is put together"),
    };

    /// <inheritdoc/>
    /// <remarks>
    /// QEMU 7.2 leaves rubbish in the flags after cmpxchg16b, which shows when an interrupt comes right after it: the flags are
    /// pushed, iret pops them with the trap flag set, and the kernel dies of a debug exception in the middle of kmalloc (SLUB's fast path, mm/slub.c,
    /// uses that instruction where the processor has it). Seen on 6.12: a guest that opens and closes pipes and sockets dies within 6 to 14 s every
    /// time, and one boot in a hundred dies too; told not to use it, none does. The processor itself must keep the instruction: .NET programs need it.
    /// 141 is X86_FEATURE_CX16, 4*32+13 (arch/x86/include/asm/cpufeatures.h); kernels before 5.19 know no names here.
    /// </remarks>
    public IEnumerable<string> KernelArguments => [$"maxcpus={Cpus}", .. Accelerator == Accelerator.Tcg ? ["clearcpuid=141"] : Array.Empty<string>()];
}
