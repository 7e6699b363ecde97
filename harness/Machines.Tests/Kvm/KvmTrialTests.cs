using Conformance.Machines.Kvm;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Kvm;

[CancelAfter(60_000)]
public class KvmTrialTests
{
    private const string Qemu = "qemu-system-x86_64";
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [Test]
    public async Task The_test_guest_is_right_since_it_runs_to_its_end_when_emulated(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var rom = directory.File("rom", TrialGuest.Rom());
        await using var process = await Machines.Processes.TetheredProcess.StartAsync(
            Qemu, TrialGuest.Arguments("tcg", rom), CliWrap.PipeSource.Null, CliWrap.PipeTarget.Null, CliWrap.PipeTarget.Null);

        (await process.Exited.WaitAsync(cancellationToken)).Should().Be(TrialGuest.FinishedExitCode);
    }

    [Test]
    public async Task A_verdict_always_has_a_reason(CancellationToken cancellationToken)
    {
        var verdict = await KvmTrial.RunAsync(Qemu, s_long, cancellationToken);

        verdict.Reason.Should().NotBeNullOrWhiteSpace();
        TestContext.Out.WriteLine(verdict);
    }

    [Test]
    public async Task A_QEMU_that_is_not_there_is_named(CancellationToken cancellationToken) =>
        (await KvmTrial.RunAsync("no-such-qemu", s_long, cancellationToken))
            .Should().Be(new KvmVerdict(false, "no-such-qemu is not installed"));

    [Test]
    public async Task A_guest_that_never_starts_is_a_no(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();

        var verdict = await KvmTrial.RunAsync(directory.Script("qemu", "exec sleep 60"), "kvm", TimeSpan.FromMilliseconds(300), cancellationToken);

        verdict.Works.Should().BeFalse();
        verdict.Reason.Should().Contain("did not start");
    }

    [Test]
    public async Task A_guest_that_starts_and_crawls_is_a_no(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();

        var verdict = await KvmTrial.RunAsync(directory.Script("qemu", "printf S; exec sleep 60"), "kvm", s_long, cancellationToken);

        verdict.Works.Should().BeFalse();
        verdict.Reason.Should().Contain("slower than by TCG");
    }

    [Test]
    public async Task A_QEMU_that_cannot_use_it_is_quoted(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();

        var verdict = await KvmTrial.RunAsync(directory.Script("qemu", "echo 'qemu: failed to initialize kvm' >&2; exit 1"), "kvm", s_long, cancellationToken);

        verdict.Should().Be(new KvmVerdict(false, "QEMU could not start a test guest on it: qemu: failed to initialize kvm"));
    }

    [Test]
    public async Task A_guest_that_finishes_in_time_is_a_yes(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();

        var verdict = await KvmTrial.RunAsync(directory.Script("qemu", $"printf S; exit {TrialGuest.FinishedExitCode}"), "kvm", s_long, cancellationToken);

        verdict.Works.Should().BeTrue();
    }
}
