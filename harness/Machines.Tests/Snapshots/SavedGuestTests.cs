using System.Text.RegularExpressions;
using Conformance.Machines.Agents;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Snapshots;

/// <summary>A real guest, saved once for all tests of this class and restored by them.</summary>
[CancelAfter(180_000)]
public class SavedGuestTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private TemporaryDirectory _cache = null!;
    private TemporaryDirectory _logs = null!;
    private string _kernel = null!;

    [OneTimeSetUp]
    public async Task SaveOne()
    {
        _cache = new TemporaryDirectory();
        _logs = new TemporaryDirectory();
        _kernel = await Prerequisites.KernelAsync(CancellationToken.None);
        await using var first = await StartAsync(CancellationToken.None);
        first.Description.Should().EndWith(", booted and saved");
        (await RunAsync(first, CancellationToken.None)).Status.Should().Be(JobStatus.Completed, "a guest goes on after it was saved");
    }

    [OneTimeTearDown]
    public void TearDown()
    {
        ProcessTable.With(_cache.Path).Should().BeEmpty("no QEMU may be left behind");
        _cache.Dispose();
        _logs.Dispose();
    }

    [Test]
    public async Task I_can_restore_it_and_run_a_script_in_it(CancellationToken cancellationToken)
    {
        await using var machine = await StartAsync(cancellationToken);

        machine.Description.Should().EndWith(", restored");
        machine.Hello.KernelRelease.Should().StartWith("6.1.");
        machine.Hello.Features.Should().NotBeEmpty();
        var result = await RunAsync(machine, cancellationToken);
        result.Status.Should().Be(JobStatus.Completed);
        result.Firings.Should().HaveCount(6);
        result.OrderNotes.Should().NotBeEmpty("the run order was measured before it was saved");
        File.ReadAllText(machine.ConsoleLog!).Should().Contain("conformance: agent on", "the log begins with what was said before");
    }

    [Test]
    public async Task Two_restored_guests_know_the_time_and_draw_different_random_numbers(CancellationToken cancellationToken)
    {
        await using var one = await StartAsync(cancellationToken);
        await using var other = await StartAsync(cancellationToken);

        var (before, first) = (Now(), await one.WakeAsync(s_patience, cancellationToken));
        var (second, after) = (await other.WakeAsync(s_patience, cancellationToken), Now());

        new[] { first.RealtimeNs, second.RealtimeNs }.Should().AllSatisfy(time => time.Should().BeInRange(before, after));
        first.MonotonicNs.Should().BeGreaterThan(0).And.BeLessThan(TimeSpan.FromMinutes(3).Ticks * 100, "the guest has not run for longer than that");
        first.Random.Should().HaveCount(16).And.NotEqual(second.Random);
    }

    [Test]
    public async Task What_one_guest_does_reaches_neither_the_next_nor_the_file(CancellationToken cancellationToken)
    {
        var before = Fingerprint();
        await using (var machine = await StartAsync(cancellationToken))
            (await RunAsync(machine, cancellationToken)).Status.Should().Be(JobStatus.Completed);

        Fingerprint().Should().Be(before);
    }

    [Test]
    public async Task Of_two_that_start_at_once_both_get_one(CancellationToken cancellationToken)
    {
        var both = await Task.WhenAll(StartAsync(cancellationToken), StartAsync(cancellationToken));

        both.Should().OnlyContain(machine => machine.Description.EndsWith(", restored", StringComparison.Ordinal));
        foreach (var machine in both)
            await machine.DisposeAsync();
    }

    [Test]
    public async Task Another_kernel_command_line_memory_or_image_is_another_guest(CancellationToken cancellationToken)
    {
        var machine = await new VmProvider(Options()).PrepareAsync(Spec(), null, cancellationToken);
        var image = Path.Combine(_logs.Path, "image");
        File.Copy(machine.Initramfs, image);
        await File.AppendAllTextAsync(image, "\0", cancellationToken);
        VirtualMachineSpec[] variants =
        [
            machine, machine with { MemoryMiB = 320, Memory = new GuestMemory(320) }, machine with { Cpus = 2 }, machine with { Initramfs = image },
            machine with { KernelImage = image }, machine with { Accelerator = Accelerator.Kvm },
        ];

        var names = variants.Select(variant => Machines.Snapshots.SnapshotKey.Of(variant, "QEMU 1", []).Name)
            .Append(Machines.Snapshots.SnapshotKey.Of(machine, "QEMU 2", []).Name).ToList();

        names.Should().OnlyHaveUniqueItems();
        var elsewhere = Path.Combine(_logs.Path, "elsewhere");
        File.Copy(machine.Initramfs, elsewhere);
        Machines.Snapshots.SnapshotKey.Of(machine with { Initramfs = elsewhere, Name = "other" }, "QEMU 1", []).Name.Should().Be(names[0], "only contents count");
    }

    [Test]
    public async Task A_damaged_one_is_noticed_and_made_anew(CancellationToken cancellationToken)
    {
        Damage(Path.Combine(Guest(), "memory"));

        await using (var machine = await StartAsync(cancellationToken))
            machine.Description.Should().EndWith(", booted and saved");

        await using var next = await StartAsync(cancellationToken);
        next.Description.Should().EndWith(", restored");
    }

    [Test]
    public async Task One_that_QEMU_does_not_take_is_made_anew_and_given_up_when_that_does_not_help(CancellationToken cancellationToken)
    {
        // A state that is whole by its hash and nonsense all the same.
        var provider = new VmProvider(Options());
        Nonsense();
        await using (var first = (AgentMachine)await provider.StartAsync(Spec(), null, cancellationToken))
            first.Description.Should().EndWith(", booted and saved");
        Nonsense();
        await using (var second = (AgentMachine)await provider.StartAsync(Spec(), null, cancellationToken))
        {
            second.Description.Should().MatchRegex(@", booted \(guests cannot be saved: saved guests do not run here \(.+\)\)$");
            (await RunAsync(second, cancellationToken)).Status.Should().Be(JobStatus.Completed);
        }

        // For the tests that come later.
        await using var another = await StartAsync(cancellationToken);
        another.Description.Should().EndWith(", booted and saved");
    }

    private VmOptions Options() => new() { CacheRoot = _cache.Path };

    private MachineSpec Spec() => new("saved", _kernel, Prerequisites.Tracer(), _logs.Path) { Accelerator = Accelerator.Tcg, MemoryMiB = 256 };

    /// <summary>A provider of its own each time: as if by another process.</summary>
    private async Task<AgentMachine> StartAsync(CancellationToken cancellationToken) =>
        (AgentMachine)await new VmProvider(Options()).StartAsync(Spec() with { Name = Path.GetRandomFileName() }, progress: null, cancellationToken);

    private static Task<JobResult> RunAsync(AgentMachine machine, CancellationToken cancellationToken) => machine.RunAsync(
        new Job
        {
            Id = 1,
            ScriptName = "t.bt",
            Script = "fexit:hrtimer_nanosleep { }\nfexit:hrtimer_nanosleep { }\n",
            Workloads = [new WorkloadSpec("nanosleep", new Dictionary<string, long> { ["times"] = 3 })],
        },
        cancellationToken);

    private string Guest() => Directory.GetDirectories(Path.Combine(_cache.Path, "guests")).Should().ContainSingle().Subject;

    private string Fingerprint()
    {
        using var file = File.OpenHandle(Path.Combine(Guest(), "memory"));
        return Machines.Snapshots.MemoryFile.Read(file, CancellationToken.None).ToString();
    }

    private static void Damage(string path)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = file.Length / 2;
        var old = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(old ^ 1));
    }

    private void Nonsense()
    {
        var nonsense = Enumerable.Repeat((byte)7, 1000).ToArray();
        File.WriteAllBytes(Path.Combine(Guest(), "state"), nonsense);
        var record = Path.Combine(Guest(), "about.json");
        var hash = Convert.ToHexStringLower(System.IO.Hashing.XxHash128.Hash(nonsense));
        File.WriteAllText(record, Regex.Replace(File.ReadAllText(record), "\"stateHash\": \"[^\"]*\"", $"\"stateHash\": \"{hash}\""));
    }

    private static long Now() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
