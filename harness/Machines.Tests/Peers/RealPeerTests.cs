using System.Collections.ObjectModel;
using Conformance.Images;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Peers;

/// <summary>bpftrace 0.23.2 of the distribution in a real guest: one machine serves all checks.</summary>
[NonParallelizable]
public sealed class RealPeerTests
{
    private static readonly WorkloadSpec s_sleeps = new("nanosleep", new ReadOnlyDictionary<string, long>(new Dictionary<string, long> { ["times"] = 3, ["threads"] = 2, ["fifo"] = 1 }));

    private readonly TemporaryDirectory _logs = new();
    private IMachine _machine = null!;
    private PeerImage _image = null!;
    private int _jobs;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _image = await new PeerStore().FetchAsync("bpftrace-0.23.2", "bpftrace", "0.23.2", null, default);
        var spec = new MachineSpec("peer", await Prerequisites.KernelAsync(default), Prerequisites.Tracer(), _logs.Path)
        {
            Archives = [_image.Archive],
            MemoryMiB = 512 + (3 * (int)(_image.Size >> 20)),
            Accelerator = Accelerator.Tcg,
            BootDeadline = TimeSpan.FromMinutes(5),
        };
        _machine = await new VmProvider().StartAsync(spec, null, default);
    }

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_machine is not null)
            await _machine.DisposeAsync();
        _logs.Dispose();
    }

    [Test]
    public async Task Its_firings_show_its_known_mistake_and_its_texts_belong_to_them()
    {
        var result = await RunAsync("""
            fexit:hrtimer_nanosleep { printf("%d\n", retval) }
            fexit:hrtimer_nanosleep { @seen = count() }
            kretprobe:hrtimer_nanosleep / pid == 0 / { }
            """, s_sleeps);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        result.Lost.Should().Be(0);
        var threads = result.Workloads.Should().ContainSingle().Subject.Threads;
        foreach (var thread in threads)
        {
            // Written 0 then 1; this version runs them the other way round (bpftrace issue 4104).
            result.Firings.Where(firing => firing.ThreadId == thread.ThreadId).Select(firing => (firing.Probe, firing.Invocation)).Should().Equal((1, 1u), (0, 1u), (1, 2u), (0, 2u), (1, 3u), (0, 3u));
            result.Output.Where(output => output.Firing?.ThreadId == thread.ThreadId).Select(output => output.Text).Should().Equal("0\n", "0\n", "0\n");
        }

        result.OrderNotes.Should().ContainSingle().Which.Should().Contain("attached").And.Contain("programs");
        result.Output.Should().Contain(output => output.Text.StartsWith("@seen: "));
    }

    [Test]
    public async Task What_it_cannot_do_at_all_is_unsupported_in_its_own_words_and_a_wrong_script_is_an_error()
    {
        var unknown = await RunAsync("newprobe:hrtimer_nanosleep { }");
        var wrong = await RunAsync("kprobe:hrtimer_nanosleep { @x = nosuchfunction(1) }");

        unknown.Should().BeEquivalentTo(new { Status = JobStatus.Unsupported, Feature = "newprobe" }, unknown.Message);
        unknown.Message.Should().Contain("newprobe").And.Contain("ERROR");
        wrong.Status.Should().Be(JobStatus.ScriptError, wrong.Message);
        wrong.Message.Should().Contain("nosuchfunction");
    }

    [Test]
    public async Task A_second_configuration_reads_lines_that_the_script_prints_by_itself()
    {
        var peer = Peer() with { Name = "second", Instrument = false, AttachedPattern = "ready", FiringPattern = "fired {probe} {cpu} {tid} {time} {text}", PulsePattern = "pulse {time}" };
        var result = await RunAsync("""
            kprobe:hrtimer_nanosleep { printf("fired 0 %d %d %llu %s\n", cpu, tid, nsecs, comm) }
            BEGIN { printf("ready\n") }
            interval:ms:100 { printf("pulse %llu\n", nsecs) }
            """, s_sleeps, peer);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        var threads = result.Workloads[0].Threads.Select(thread => thread.ThreadId).ToArray();
        result.Firings.Where(firing => threads.Contains(firing.ThreadId)).Select(firing => firing.Probe).Should().Equal(0, 0, 0, 0, 0, 0);
        result.Output.Where(output => output.Firing is { } firing && threads.Contains(firing.ThreadId)).Select(output => output.Text).Should().AllBe("workload").And.HaveCount(6);
    }

    private PeerSpec Peer() => new()
    {
        Name = _image.Name,
        Program = _image.Program,
        Arguments = ["-B", "line", "{script}"],
        Environment = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = _image.Libraries },
        Interpreter = _image.Interpreter!,
        Loader = _image.Loader!,
    };

    private Task<JobResult> RunAsync(string script, WorkloadSpec? workload = null, PeerSpec? peer = null) => _machine.RunAsync(
        new Job { Id = ++_jobs, ScriptName = "peer.bt", Script = script, Workloads = workload is null ? [] : [workload], Peer = peer ?? Peer(), TimeoutMs = 300_000 }, default);
}
