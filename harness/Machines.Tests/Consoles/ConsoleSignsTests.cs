using Conformance.Machines.Consoles;

namespace Conformance.Machines.Tests.Consoles;

public class ConsoleSignsTests
{
    [TestCase("[    3.1] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000300", SignWeight.Fatal, "agent, ended")]
    [TestCase("[    1.9] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)", SignWeight.Fatal, "nothing to start")]
    [TestCase("[    1.9] Kernel panic - not syncing: No working init found.  Try passing init= option to kernel.", SignWeight.Fatal, "nothing to start")]
    [TestCase("[    1.9] Kernel panic - not syncing: System is deadlocked on memory", SignWeight.Fatal, "out of memory")]
    [TestCase("[    9.9][   T77] Kernel panic - not syncing: Fatal exception in interrupt", SignWeight.Fatal, "panicked")]
    [TestCase("[    5.0] kernel BUG at mm/slub.c:420!", SignWeight.Fatal, "assertion")]
    [TestCase("[    5.0] BUG: kernel NULL pointer dereference, address: 0000000000000000", SignWeight.Fatal, "not there")]
    [TestCase("[    5.0] BUG: unable to handle page fault for address: ffffffffffffff10", SignWeight.Fatal, "not there")]
    [TestCase("[    5.0] Oops: int3: 0000 [#1] SMP NOPTI", SignWeight.Fatal, "oopsed")]
    [TestCase("[    5.0] int3: 0000 [#1] SMP NOPTI", SignWeight.Fatal, "oopsed")]
    [TestCase("[    5.0] general protection fault, probably for non-canonical address 0xdead: 0000 [#2] PREEMPT SMP", SignWeight.Fatal, "oopsed")]
    [TestCase("[   30.0] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [tracer:1]", SignWeight.Suspicion, "lockup")]
    [TestCase("[   30.0] NMI watchdog: Watchdog detected hard LOCKUP on cpu 0", SignWeight.Suspicion, "lockup")]
    [TestCase("[   30.0] rcu: INFO: rcu_preempt self-detected stall on CPU", SignWeight.Suspicion, "RCU stall")]
    [TestCase("[   30.0] rcu: INFO: rcu_sched detected stalls on CPUs/tasks:", SignWeight.Suspicion, "RCU stall")]
    [TestCase("[  242.0] INFO: task tracer:88 blocked for more than 120 seconds.", SignWeight.Suspicion, "stuck")]
    [TestCase("[    7.0] Out of memory: Killed process 77 (tracer) total-vm:104kB", SignWeight.Suspicion, "out of memory")]
    [TestCase("[    0.5] Initramfs unpacking failed: write error", SignWeight.Fatal, "too small")]
    [TestCase("[    0.5] Initramfs unpacking failed: invalid magic at start of compressed archive", SignWeight.Fatal, "could not unpack")]
    [TestCase("[    5.0] BUG: scheduling while atomic: tracer/77/0x00000002", SignWeight.Suspicion, "complained")]
    public void A_line_of_trouble_is_recognised(string line, SignWeight weight, string word)
    {
        var sign = ConsoleSigns.Recognise(line);

        sign.Should().NotBeNull();
        sign!.Weight.Should().Be(weight);
        sign.What.Should().Contain(word);
        sign.Line.Should().NotStartWith("[");
    }

    [TestCase("[    1.0] ACPI BIOS Error (bug): Could not resolve symbol")]
    [TestCase("[    1.0] debug: panic is not a word here")]
    [TestCase("[    1.0] traps: tracer[77] general protection fault ip:401000 sp:7ffd error:0 in tracer[401000+1000]")]
    [TestCase("[    1.0] tracer[77]: segfault at 0 ip 0000000000401000 sp 00007ffd error 4")]
    [TestCase("[    1.0] WARNING: CPU: 0 PID: 1 at kernel/trace/ftrace.c:2069 ftrace_bug+0x90/0x2a0")]
    [TestCase("[    0.1] Spectre V2 : Mitigation: Retpolines")]
    [TestCase("conformance: agent on /dev/ttyS1, kernel 6.12.107+deb13-cloud-amd64")]
    [TestCase("")]
    public void An_ordinary_line_is_none(string line) => ConsoleSigns.Recognise(line).Should().BeNull();
}
