namespace Conformance.Machines.Qemu;

/// <summary>A word on the guest kernel's command line, and why it is there.</summary>
/// <param name="Word">As the kernel reads it (Documentation/admin-guide/kernel-parameters.txt).</param>
/// <param name="Reason">Why.</param>
public sealed record KernelSetting(string Word, string Reason);

/// <summary>How the guest's kernel is told to behave: to fail loudly and to start fast. None of it changes what a tracer can see.</summary>
public sealed record KernelSettings : IQemuDevice
{
    /// <summary>All words. To try one more, add a line.</summary>
    public static IReadOnlyList<KernelSetting> All { get; } =
    [
        new("quiet", "printing through an emulated serial port takes time; errors still come"),
        new("panic=-1", "a kernel that panics resets at once, which ends QEMU (-no-reboot), instead of standing still until a deadline"),
        new("oops=panic", "a kernel that oopsed is broken: it says all it has to say and ends, instead of going on with a killed task and held locks"),
        new("sysrq_always_enabled", "a guest that does not answer is asked over its console whether its kernel is alive and what it is doing"),

        // Processor seconds of QEMU from its start to the guest's first word, under TCG on QEMU 7.2, without it and with it: 5.10 2.0 and 1.7, 6.1 2.3 and 2.1,
        // 6.12 3.3 and 2.9, 6.18 3.8 and 3.1, 7.3 3.9 and 3.0. (Lowest of some twenty boots each, taken while the machine was shared.) Tried in the same way and left
        // out, since they gained no more than two boots of the same thing differ: tsc=reliable, lpj, no_timer_check, random.trust_cpu, 8250.nr_uarts,
        // raid=noautodetect, audit=0, apparmor=0, edd=off, nopv, nokaslr, no5lvl, acpi=off; hpet=off, smm=off, -M pc, qboot, -cpu qemu64, 256 or 1024 MiB.
        new("cryptomgr.notests", "the kernel's ciphers test themselves at every boot, a tenth to a fifth of an emulated one, and no tracer needs them"),

        // Words that the kernel does not know become the environment of the first process (Documentation/admin-guide/kernel-parameters.rst).
        new("DOTNET_GCgen0size=4000000", "64 MiB (hexadecimal) until the agent's garbage collector runs: its threads wait for each other by nanosleep, which probes would see"),

        // Per kprobe link closed on 6.12: 8 ms instead of 17. What a grace period promises stays the same.
        new("rcupdate.rcu_expedited=1", "detaching probes is mostly waiting for RCU grace periods; this asks for each at once instead of by and by"),
    ];

    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments => [];

    /// <inheritdoc/>
    public IEnumerable<string> KernelArguments => All.Select(setting => setting.Word);
}
