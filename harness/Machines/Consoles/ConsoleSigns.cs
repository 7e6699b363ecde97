using System.Text.RegularExpressions;

namespace Conformance.Machines.Consoles;

/// <summary>What kernels print when they are in trouble: one entry a kind, the more telling before the more general.</summary>
public static partial class ConsoleSigns
{
    private static readonly (Regex Pattern, SignWeight Weight, MachineFault Fault, string What)[] s_signs =
    [
        // kernel/panic.c, panic(). "Attempted to kill init" comes first: then PID 1 ended, and that is the agent.
        (Killed(), SignWeight.Fatal, MachineFault.AgentLost, "the guest's first process, the agent, ended and the kernel panicked"),
        (NoInit(), SignWeight.Fatal, MachineFault.GuestPanic, "the kernel found nothing to start in the initramfs and panicked"),
        (NoMemoryLeft(), SignWeight.Fatal, MachineFault.OutOfMemory, "the guest ran out of memory and the kernel panicked"),
        (Panic(), SignWeight.Fatal, MachineFault.GuestPanic, "the guest's kernel panicked"),

        // init/initramfs.c. The kernel goes on with what it has unpacked so far: a tracer without its libraries, and nobody would say so.
        (FullInitramfs(), SignWeight.Fatal, MachineFault.OutOfMemory, "the guest's memory was too small to unpack the initramfs"),
        (BadInitramfs(), SignWeight.Fatal, MachineFault.GuestPanic, "the kernel could not unpack the initramfs"),

        // lib/bug.c and arch/x86/mm/fault.c, before the oops proper: they name the cause.
        (BugAt(), SignWeight.Fatal, MachineFault.GuestOops, "the guest's kernel hit an assertion (BUG)"),
        (BadAccess(), SignWeight.Fatal, MachineFault.GuestOops, "the guest's kernel accessed memory that is not there"),

        // arch/x86/kernel/dumpstack.c, __die_header(): "Oops: int3: 0000 [#1] SMP" since 6.9, "int3: 0000 [#1] SMP" before.
        (Oops(), SignWeight.Fatal, MachineFault.GuestOops, "the guest's kernel oopsed"),

        // kernel/watchdog.c, kernel/rcu/tree_stall.h, kernel/hung_task.c, mm/oom_kill.c. A host that is too busy causes the first three as well.
        (Lockup(), SignWeight.Suspicion, MachineFault.GuestLockup, "the guest's kernel reported a CPU that was stuck (lockup)"),
        (Stall(), SignWeight.Suspicion, MachineFault.GuestLockup, "the guest's kernel reported a CPU that was stuck (RCU stall)"),
        (HungTask(), SignWeight.Suspicion, MachineFault.GuestLockup, "the guest's kernel reported a task that was stuck"),
        (OutOfMemory(), SignWeight.Suspicion, MachineFault.OutOfMemory, "the guest ran out of memory and the kernel killed a process"),

        // Every other complaint that starts so: "BUG: scheduling while atomic", "BUG: Bad page state", ...
        (OtherBug(), SignWeight.Suspicion, MachineFault.GuestOops, "the guest's kernel complained (BUG)"),
    ];

    /// <summary>Judges one line.</summary>
    /// <param name="line">Cleaned, without line ending.</param>
    /// <returns>What it tells, or <c>null</c> for an ordinary line.</returns>
    public static ConsoleSign? Recognise(string line)
    {
        foreach (var (pattern, weight, fault, what) in s_signs)
        {
            if (pattern.IsMatch(line))
                return new ConsoleSign(weight, what, fault, Stamp().Replace(line, "").Trim());
        }

        return null;
    }

    // Since 6.x printk may put the caller beside the time: "[    1.234567][    T1] ".
    [GeneratedRegex(@"^(\[[ 0-9.TC]+\]\s*)+")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"Kernel panic - not syncing: Attempted to kill init!")]
    private static partial Regex Killed();

    [GeneratedRegex(@"Kernel panic - not syncing: (VFS: Unable to mount root fs|No working init found|Requested init .* failed)")]
    private static partial Regex NoInit();

    [GeneratedRegex(@"Kernel panic - not syncing: (System is deadlocked on memory|Out of memory|out of memory)")]
    private static partial Regex NoMemoryLeft();

    [GeneratedRegex(@"Kernel panic - not syncing")]
    private static partial Regex Panic();

    [GeneratedRegex(@"kernel BUG at ")]
    private static partial Regex BugAt();

    [GeneratedRegex(@"BUG: (kernel NULL pointer dereference|unable to handle )")]
    private static partial Regex BadAccess();

    [GeneratedRegex(@": [0-9a-f]{4} \[#\d+\]")]
    private static partial Regex Oops();

    [GeneratedRegex(@"BUG: soft lockup|hard LOCKUP|BUG: workqueue lockup")]
    private static partial Regex Lockup();

    [GeneratedRegex(@"rcu: INFO: \S+ (self-)?detected (expedited )?stalls?|rcu: \S+ kthread starved")]
    private static partial Regex Stall();

    [GeneratedRegex(@"INFO: task \S+ blocked for more than")]
    private static partial Regex HungTask();

    [GeneratedRegex(@"[Oo]ut of memory: Killed process|invoked oom-killer")]
    private static partial Regex OutOfMemory();

    [GeneratedRegex(@"Initramfs unpacking failed: write error")]
    private static partial Regex FullInitramfs();

    [GeneratedRegex(@"Initramfs unpacking failed")]
    private static partial Regex BadInitramfs();

    [GeneratedRegex(@"(^|\] )BUG: ")]
    private static partial Regex OtherBug();
}
