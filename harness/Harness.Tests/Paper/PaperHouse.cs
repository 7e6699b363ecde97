using System.Collections.Concurrent;
using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Harness.Tests.Paper;

/// <summary>All that a run needs, in memory and a temporary directory: kernels that fetch themselves, machines of paper, an observer that remembers.</summary>
internal sealed class PaperHouse : IKernelSource, IMachineProvider, IPeerSource, IRunObserver, IDisposable
{
    /// <summary>The cases that machines of paper know how to pass: calls of one hook after the other, nothing lost, left out, failed or timed.</summary>
    public const string Cases = "*-probe*/*-thread*,e*s-first/*,fexit+kretprobe/__x64_sys_nanosleep/*-thread*";

    public string Root { get; } = Directory.CreateTempSubdirectory("conformance-paper-").FullName;

    public string Kind => "vm";

    /// <summary>What becomes of a start; by default it succeeds.</summary>
    public Func<MachineSpec, CancellationToken, Task> Boot { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What a machine answers to a job; by default all is well.</summary>
    public Func<string, Job, CancellationToken, Task<JobResult>> Run { get; set; } = (_, job, _) => Task.FromResult(PaperMachine.Answer(job));

    /// <summary>What becomes of fetching; by default the release is the name with <c>.1</c>.</summary>
    public Func<string, BootKernel> Fetch { get; set; } = asked => new BootKernel(asked + ".1", "/dev/null");

    public ConcurrentQueue<PaperMachine> Machines { get; } = [];

    public ConcurrentQueue<string> Events { get; } = [];

    public ConcurrentQueue<Result> Ended { get; } = [];

    public RunConfiguration Configuration(params string[] kernels) => ConfigurationReader.Read(Root, new Dictionary<string, string>(), new Dictionary<string, string?>
    {
        ["kernels"] = string.Join(',', kernels),
        ["out"] = Path.Combine(Root, "out"),
        ["expectations"] = Expectations(),
        ["case_deadline"] = "60s",
        ["cases"] = Cases,
        ["jobs"] = "2",
        ["cpus"] = "1",
    });

    /// <summary>What earlier runs took; by default nobody keeps that.</summary>
    public LaneTimes? Times { get; set; }

    /// <summary>Memory for machines; by default there is enough.</summary>
    public HostRoom Room { get; set; } = HostRoom.Unlimited;

    public RunServices Services() => new(this, this, this, Tracer()) { Peers = this, Times = Times, Room = Room };

    public ConformanceRun Open(RunConfiguration configuration, CancellationToken cancellationToken = default) => ConformanceRun.Open(configuration, Services(), cancellationToken);

    public Task<BootKernel> FetchAsync(string asked, IProgress<string>? progress, CancellationToken cancellationToken) => Task.FromResult(Fetch(asked));

    public Task<ReadyPeer> FetchAsync(string engine, string machine, IProgress<string>? progress, CancellationToken cancellationToken) =>
        Task.FromResult(new ReadyPeer(new PeerSpec { Name = engine, Program = "/peer", Arguments = ["{script}"] }, null, 0, "1.0"));

    public async Task<IMachine> StartAsync(MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        Events.Enqueue($"boot {spec.Name}");
        await Boot(spec, cancellationToken);
        var kernel = spec.Name.Split("-tracer")[0];
        var machine = new PaperMachine(kernel, (job, token) => Run(kernel, job, token));
        Machines.Enqueue(machine);
        return machine;
    }

    public void Planned(IReadOnlyList<Target> targets, IReadOnlyDictionary<Target, int> total, IReadOnlyDictionary<Target, int> done) =>
        Events.Enqueue($"planned {total.Values.Sum()}, done {done.Values.Sum()}");

    public void Phase(Target target, LanePhase phase, string detail) => Events.Enqueue($"{target.Kernel} {phase}");

    public void CaseEnded(Target target, Result result) => Ended.Enqueue(result);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Expectations()
    {
        var path = Path.Combine(Root, "expectations.json");
        if (!File.Exists(path))
            File.WriteAllText(path, """{ "expectations": [] }""");
        return path;
    }

    private string Tracer()
    {
        var path = Path.Combine(Root, "tracer");
        File.WriteAllText(path, "");
        return path;
    }
}
