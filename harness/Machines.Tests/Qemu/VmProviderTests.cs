using System.Diagnostics;
using System.Text.RegularExpressions;
using Conformance.Machines.Agents;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Qemu;

/// <summary>Real machines. What they need comes from the kernel store and from the launcher, as in a run.</summary>
[CancelAfter(180_000)]
public class VmProviderTests
{
    private TemporaryDirectory _directory = null!;
    private string _kernel = null!;

    [SetUp]
    public async Task SetUp()
    {
        _directory = new TemporaryDirectory();
        _kernel = await Prerequisites.KernelAsync(CancellationToken.None);
    }

    [TearDown]
    public void TearDown()
    {
        // Every QEMU of a test has the test's directory in its command line: kernel or initramfs are linked into it.
        try
        {
            ProcessTable.With(_directory.Path).Should().BeEmpty("no QEMU may be left behind");
        }
        finally
        {
            _directory.Dispose();
        }
    }

    [Test]
    public async Task I_can_boot_a_kernel_talk_to_its_agent_and_lose_it_when_it_is_killed(CancellationToken cancellationToken)
    {
        var provider = new VmProvider();
        await using var machine = await provider.StartAsync(Spec(_kernel), progress: null, cancellationToken);

        machine.Hello.KernelRelease.Should().StartWith("6.1.").And.EndWith("-cloud-amd64");
        machine.Hello.Cpus.Should().Be(1);
        machine.Description.Should().MatchRegex(@"^vm: QEMU \d+\.\d+.*, TCG, 1 CPU, 256 MiB, booted$");
        await ((AgentMachine)machine).PingAsync(TimeSpan.FromSeconds(10), cancellationToken);
        machine.IsHealthy.Should().BeTrue();
        File.ReadAllText(machine.ConsoleLog!).Should().Contain("with shared memory");

        var qemu = ProcessTable.With(_directory.Path).Should().ContainSingle().Subject;
        SocketDirectories(qemu).Should().NotBeEmpty().And.OnlyContain(directory => !Directory.Exists(directory), "the private directory is gone once QEMU is connected");
        Process.GetProcessById(qemu).Kill();
        var error = await Failure(() => machine.RunAsync(new Job { Id = 1, ScriptName = "t.bt", Script = "begin { exit() }" }, cancellationToken));

        error.Reason.Should().Be("emulator-died");
        error.Message.Should().Contain("killed by signal 9");
        machine.IsHealthy.Should().BeFalse();
    }

    [Test]
    public async Task A_file_that_is_no_kernel_is_refused_in_QEMUs_own_words(CancellationToken cancellationToken)
    {
        var file = _directory.File("vmlinuz", Enumerable.Repeat((byte)'x', 100_000).ToArray());

        var error = await Failure(() => new VmProvider().StartAsync(Spec(file), progress: null, cancellationToken));

        error.Reason.Should().Be("setup");
        error.Message.Should().Contain(file).And.Contain("qemu").And.Contain("./conformance kernels fetch");
    }

    [Test]
    public async Task A_truncated_kernel_is_an_error_and_not_a_machine(CancellationToken cancellationToken)
    {
        var whole = await File.ReadAllBytesAsync(_kernel, cancellationToken);
        var file = _directory.File("vmlinuz", whole.AsSpan(0, whole.Length / 2));

        var error = await Failure(() => new VmProvider().StartAsync(Spec(file) with { BootDeadline = TimeSpan.FromSeconds(15) }, progress: null, cancellationToken));

        error.Reason.Should().BeOneOf("boot-timeout", "guest-reset", "guest-panic", "setup");
        TestContext.Out.WriteLine(error.Message);
    }

    [Test]
    public async Task A_kernel_that_finds_nothing_to_start_panics(CancellationToken cancellationToken)
    {
        // A cpio archive's trailer (cpio(5), new ASCII format) and nothing else.
        var empty = _directory.File("empty.cpio", "07070100000000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000B00000000TRAILER!!!\0\0\0\0"u8);
        var home = await VirtualMachine.StartAsync(Machine(empty), cancellationToken);

        var error = await Failure(() => AgentMachine.StartAsync(home, TimeSpan.FromSeconds(120), cancellationToken));

        error.Reason.Should().Be("guest-panic");
        error.Message.Should().Contain("nothing to start").And.Contain(home.ConsoleLog);
        error.ConsoleTail.Should().Contain("Kernel panic - not syncing");
    }

    [Test]
    public async Task A_boot_that_takes_too_long_is_ended(CancellationToken cancellationToken)
    {
        var error = await Failure(() =>
            new VmProvider().StartAsync(Spec(_kernel) with { BootDeadline = TimeSpan.FromMilliseconds(200) }, progress: null, cancellationToken));

        error.Reason.Should().Be("boot-timeout");
    }

    [Test]
    public async Task A_cancelled_boot_leaves_nothing(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var booting = new TaskCompletionSource();
        var start = new VmProvider().StartAsync(Spec(_kernel), new Immediate(phase => { if (phase == "booting") booting.TrySetResult(); }), stop.Token);
        await booting.Task.WaitAsync(cancellationToken);
        stop.CancelAfter(100);

        await FluentActions.Awaiting(() => start).Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task A_machine_does_not_outlive_a_host_that_is_killed()
    {
        var initramfs = _directory.File("empty.cpio", new byte[512]);
        using var host = await HostProcess.StartAsync("boot", _kernel, initramfs, _directory.Path);
        ProcessTable.IsRunning(host.ChildId).Should().BeTrue();

        host.Kill();

        (await ProcessTable.EndsWithinAsync(host.ChildId, TimeSpan.FromSeconds(3))).Should().BeTrue();
    }

    private MachineSpec Spec(string kernel) => new("test", Linked(kernel), Prerequisites.Tracer(), _directory.Path)
    {
        Accelerator = Accelerator.Tcg,
        MemoryMiB = 256,
        BootsAfresh = true,
    };

    private VirtualMachineSpec Machine(string initramfs) =>
        new("test", "test", "qemu-system-x86_64", _kernel, initramfs, _directory.Path, Accelerator.Tcg, Cpus: 1, MemoryMiB: 256);

    // Puts the test's directory into the command line.
    private string Linked(string file)
    {
        if (file.StartsWith(_directory.Path, StringComparison.Ordinal))
            return file;
        var link = Path.Combine(_directory.Path, "kernel");
        File.CreateSymbolicLink(link, file);
        return link;
    }

    /// <summary>The directories of the sockets that a QEMU was told to connect to.</summary>
    private static string[] SocketDirectories(int qemu) =>
        [.. Regex.Matches(File.ReadAllText($"/proc/{qemu}/cmdline"), @"path=(/[^\0,]+)/[^\0,/]+").Select(match => match.Groups[1].Value).Distinct()];

    private static async Task<MachineException> Failure(Func<Task> action) => (await action.Should().ThrowAsync<MachineException>()).Which;

    private sealed class Immediate(Action<string> report) : IProgress<string>
    {
        public void Report(string value) => report(value);
    }
}
