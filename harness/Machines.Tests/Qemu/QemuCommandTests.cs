using Conformance.Machines.Qemu;

namespace Conformance.Machines.Tests.Qemu;

public class QemuCommandTests
{
    [Test]
    public void Several_processors_under_tcg_never_run_in_threads_of_their_own(
        [Values(1, 2, 4, 16)] int cpus)
    {
        // With thread=multi the emulator shows processors a stale int3 while the kernel patches itself: an oops that no kernel made.
        var arguments = new Processor(Accelerator.Tcg, cpus).QemuArguments.ToList();

        arguments.Should().ContainInOrder("-accel", "tcg,thread=single").And.ContainInOrder("-smp", $"{Math.Max(8, cpus)}");
        string.Join(' ', arguments).Should().NotContain("multi");
    }

    [TestCase(1)]
    [TestCase(2)]
    public void The_kernel_starts_the_processors_that_were_asked_for_and_could_have_more(int cpus) =>
        new Processor(Accelerator.Tcg, cpus).KernelArguments.Should().Contain($"maxcpus={cpus}");

    [Test]
    public void Under_tcg_the_kernel_is_told_not_to_use_cmpxchg16b() =>
        new Processor(Accelerator.Tcg, 1).KernelArguments.Should().Contain("clearcpuid=141");

    [Test]
    public void Under_kvm_the_processor_is_the_hosts_and_the_kernel_may_use_all_of_it()
    {
        var processor = new Processor(Accelerator.Kvm, 2);

        processor.QemuArguments.Should().ContainInOrder("-accel", "kvm", "-cpu", "host", "-smp", "8");
        processor.KernelArguments.Should().Equal("maxcpus=2");
    }

    [Test]
    public void An_undecided_accelerator_is_refused()
    {
        var arguments = () => new Processor(Accelerator.Auto, 1).QemuArguments.ToList();

        arguments.Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void The_board_has_nothing_that_was_not_asked_for()
    {
        var arguments = new Board().QemuArguments.ToList();

        arguments.Should().ContainInOrder("-nic", "none").And.ContainInOrder("-display", "none")
            .And.Contain(["-nodefaults", "-no-user-config", "-no-reboot"]);
    }

    [Test]
    public void Memory_is_QEMUs_own_unless_a_guest_is_saved_or_restored()
    {
        new GuestMemory(256).QemuArguments.Should().Equal("-m", "256");
        string.Join(' ', new GuestMemory(256, GuestMemoryKind.Visible).QemuArguments).Should().Contain("memfd").And.Contain("share=on");
        string.Join(' ', new GuestMemory(256, GuestMemoryKind.CopyOfFile, "/a,b").QemuArguments)
            .Should().Contain("mem-path=/a,,b").And.Contain("share=off", "what one guest writes must not reach the file");
    }

    [Test]
    public void The_console_is_the_first_serial_port_and_the_agents_the_second()
    {
        var command = Command();

        command.Arguments.Should().ContainInOrder("-device", "isa-serial,chardev=console,index=0", "-device", "isa-serial,chardev=agent,index=1");
        KernelArguments(command).Should().Contain("console=ttyS0").And.NotContain("console=ttyS1");
    }

    [Test]
    public void A_comma_in_a_path_is_doubled() =>
        new SerialPort(0, "console", "/tmp/a,b/c", IsConsole: true).QemuArguments.Should().Contain("socket,id=console,path=/tmp/a,,b/c");

    [Test]
    public void The_guest_is_told_where_the_shared_memory_is_that_QEMU_was_given()
    {
        var device = new SharedMemoryDevice("/tmp/a,b/memory");

        device.QemuArguments.Should().ContainMatch("*mem-path=/tmp/a,,b/memory,share=on").And.ContainMatch("ivshmem-plain,*master=on,addr=0x1e");
        device.KernelArguments.Should().Equal("conformance.memory=0000:00:1e.0");
    }

    [Test]
    public void A_kernel_in_trouble_ends_the_machine()
    {
        KernelArguments(Command()).Should().Contain("panic=-1").And.Contain("oops=panic");
        Command().Arguments.Should().Contain("-no-reboot");
    }

    [Test]
    public void QEMU_may_not_start_programs() => new Sandbox().QemuArguments.Should().ContainMatch("*spawn=deny*");

    [Test]
    public void Every_kernel_setting_has_a_reason_and_none_touches_what_tracing_depends_on()
    {
        KernelSettings.All.Should().OnlyContain(setting => setting.Reason.Length > 20);
        KernelSettings.All.Select(setting => setting.Word.Split('=')[0]).Should().OnlyHaveUniqueItems()
            .And.NotContain(["mitigations", "nokaslr", "nopti", "nosmp", "trace_event", "ftrace"]);
    }

    private static QemuCommand Command() => new("/k", "/i",
    [
        new Processor(Accelerator.Tcg, 1),
        new Board(),
        new GuestMemory(256),
        new SerialPort(0, "console", "/s0", IsConsole: true),
        new SerialPort(1, "agent", "/s1", IsConsole: false),
        new Sandbox(),
        new KernelSettings(),
    ]);

    private static string[] KernelArguments(QemuCommand command) =>
        command.Arguments.SkipWhile(argument => argument != "-append").Skip(1).First().Split(' ');
}
