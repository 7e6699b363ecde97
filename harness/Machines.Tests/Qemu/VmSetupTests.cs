using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Qemu;

/// <summary>What is said when a machine cannot even start; scripts stand in for QEMU.</summary>
[CancelAfter(30_000)]
public class VmSetupTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void SetUp() => _directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public async Task A_missing_QEMU_is_named_with_the_remedy(CancellationToken cancellationToken)
    {
        var error = await Failure(() => VirtualMachine.StartAsync(Spec("no-such-qemu"), cancellationToken));

        error.Fault.Should().Be(MachineFault.Setup);
        error.Message.Should().Contain("'no-such-qemu' is not installed").And.Contain("apt-get install qemu-system-x86");
    }

    [Test]
    public async Task A_QEMU_that_refuses_is_quoted_without_its_control_characters(CancellationToken cancellationToken)
    {
        var qemu = _directory.Script("qemu", "printf 'qemu: \\033[31mcannot set up guest memory\\n' >&2; exit 1");

        var error = await Failure(() => VirtualMachine.StartAsync(Spec(qemu), cancellationToken));

        error.Fault.Should().Be(MachineFault.Setup);
        error.Message.Should().Contain("exit code 1 and said: qemu: cannot set up guest memory").And.Contain("--jobs");
    }

    [Test]
    public async Task A_QEMU_that_is_killed_while_it_starts_is_said_to_be(CancellationToken cancellationToken)
    {
        var error = await Failure(() => VirtualMachine.StartAsync(Spec(_directory.Script("qemu", "kill -KILL $$")), cancellationToken));

        error.Message.Should().Contain("QEMU was killed by signal 9");
    }

    [Test]
    public async Task A_log_that_cannot_be_written_is_named(CancellationToken cancellationToken)
    {
        var file = _directory.File("in-the-way", []);

        var error = await Failure(() => VirtualMachine.StartAsync(Spec("true") with { LogDirectory = file }, cancellationToken));

        error.Fault.Should().Be(MachineFault.Setup);
        error.Message.Should().Contain("console's log").And.Contain(file).And.Contain("--out");
    }

    [Test]
    public async Task A_machine_without_a_kernel_is_refused(CancellationToken cancellationToken)
    {
        var spec = new MachineSpec("m", null, "/tracer", _directory.Path) { Accelerator = Accelerator.Tcg };

        (await Failure(() => new VmProvider().StartAsync(spec, null, cancellationToken))).Message.Should().Contain("needs a kernel");
    }

    [Test]
    public async Task A_kernel_that_is_not_there_is_named(CancellationToken cancellationToken)
    {
        var spec = new MachineSpec("m", "/no/such/vmlinuz", "/tracer", _directory.Path) { Accelerator = Accelerator.Tcg };

        (await Failure(() => new VmProvider().StartAsync(spec, null, cancellationToken))).Message.Should().Contain("/no/such/vmlinuz").And.Contain("kernels fetch");
    }

    [Test]
    public async Task A_KVM_that_is_demanded_but_does_not_work_is_refused_with_the_reason(CancellationToken cancellationToken)
    {
        var provider = new VmProvider(new VmOptions { Qemu = "no-such-qemu" });

        var error = await Failure(() => provider.DecideAsync(Accelerator.Kvm, cancellationToken));

        error.Message.Should().Contain("no-such-qemu is not installed").And.Contain("--accel tcg");
    }

    [Test]
    public async Task Without_KVM_auto_means_TCG_and_says_why(CancellationToken cancellationToken)
    {
        var provider = new VmProvider(new VmOptions { Qemu = "no-such-qemu" });

        (await provider.DecideAsync(Accelerator.Auto, cancellationToken)).Should().Be((Accelerator.Tcg, "no KVM: no-such-qemu is not installed"));
    }

    [Test]
    public async Task The_private_directory_is_gone_after_a_failure(CancellationToken cancellationToken)
    {
        var qemu = _directory.Script("qemu", "echo \"$@\" >&2; exit 1");

        var error = await Failure(() => VirtualMachine.StartAsync(Spec(qemu), cancellationToken));

        var socket = System.Text.RegularExpressions.Regex.Match(error.Message, "path=([^ ]+)/console").Groups[1].Value;
        socket.Should().NotBeEmpty();
        Directory.Exists(socket).Should().BeFalse();
    }

    private VirtualMachineSpec Spec(string qemu) =>
        new("m", "m", qemu, "/kernel", "/initramfs", _directory.Path, Accelerator.Tcg, Cpus: 1, MemoryMiB: 256);

    private static async Task<MachineException> Failure(Func<Task> action) => (await action.Should().ThrowAsync<MachineException>()).Which;
}
