using System.Diagnostics;
using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;
using Conformance.Harness.Results;
using Conformance.Images;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Harness.Runs;

/// <summary>
/// One target at work: fetches its kernel and boots its machine when first asked to measure, runs one job at a time, remembers every measurement
/// so that cases share it, and replaces a machine that died. Safe for several callers.
/// </summary>
public sealed class Lane : IAsyncDisposable
{
    /// <summary>What a measurement of a peer may take, in measurements of ours.</summary>
    private const int SlownessOfPeers = 10;

    private readonly RunConfiguration _configuration;
    private readonly Journal _journal;
    private readonly RunServices _services;
    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<string, Memo> _memory = [];
    private readonly Dictionary<int, MachineKeeper> _machines = [];
    private BootKernel? _kernel;
    private ReadyPeer? _peer;
    private MachineException? _noKernel;
    private string? _description, _problem;
    private int _jobs;

    internal Lane(Target target, string? knownRelease, RunConfiguration configuration, Journal journal, RunServices services)
    {
        (Target, _configuration, _journal, _services) = (target, configuration, journal, services);
        Kernel = knownRelease ?? target.Kernel;
    }

    /// <summary>What it serves.</summary>
    public Target Target { get; }

    /// <summary>The kernel's release: from the guest once it answered, before that from the package, before that what was asked for.</summary>
    public string Kernel { get; private set; }

    /// <summary>What <c>uname -m</c> printed; this host's own before the guest answered.</summary>
    public string Architecture { get; private set; } = HostDescription.Architecture;

    /// <summary>Console log of the machine that ran last or failed to start, relative to the output directory; <c>null</c> if there is none.</summary>
    public string? ConsoleLog { get; private set; }

    /// <summary>The round of a repeated run that it is in, from 1.</summary>
    public int Round { get; private set; } = 1;

    /// <summary>For <c>run.json</c>.</summary>
    public TargetInfo Info => new(Target.Kernel, Kernel, Target.Engine, Target.Machine, _description, _problem);

    /// <summary>Runs the job, or answers what an equal job gave before. A machine that failed under it fails all its cases alike; other jobs go on in a new machine.</summary>
    /// <exception cref="MachineException">The kernel cannot be had, the machine did not start, or died.</exception>
    /// <exception cref="JournalException">The trace could not be kept.</exception>
    public async Task<Measurement> MeasureAsync(MeasurementRequest request, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var key = request.Key;
            if (!_memory.TryGetValue(key, out var memo))
                _memory.Add(key, memo = await RememberAsync(request, cancellationToken).ConfigureAwait(false));
            return memo.Measurement ?? throw new MachineException(memo.Failure!.Fault, memo.Failure.Message, memo.Failure.ConsoleTail, memo.Failure);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Forgets all measurements: what is asked for from now on is measured anew. The machines stay.</summary>
    public async Task BeginRoundAsync(int round, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Round = round;
            _memory.Clear();
        }
        finally
        {
            _one.Release();
        }

        if (_configuration.Repeat > 1)
            _services.Observer.Phase(Target, LanePhase.Running, $"round {round} of {_configuration.Repeat}");
    }

    /// <summary>Ends its machines and forgets its measurements. It can be used again, then it boots again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            foreach (var machine in _machines.Values)
                await machine.DisposeAsync().ConfigureAwait(false);
            _machines.Clear();
            _memory.Clear();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Memo> RememberAsync(MeasurementRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return new Memo(await RunAsync(request, cancellationToken).ConfigureAwait(false), null);
        }
        catch (MachineException e)
        {
            return new Memo(null, e);
        }
    }

    private async Task<Measurement> RunAsync(MeasurementRequest request, CancellationToken cancellationToken)
    {
        var kernel = await FetchAsync(cancellationToken).ConfigureAwait(false);
        if (!_machines.TryGetValue(request.Cpus, out var keeper))
            _machines.Add(request.Cpus, keeper = new MachineKeeper(Target, request.Cpus, _peer, _configuration, _journal, _services));
        IMachine machine;
        try
        {
            machine = await BootAsync(keeper, kernel, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ConsoleLog = keeper.ConsoleLog is { } console && File.Exists(console) ? _journal.Relative(console) : null;
        }

        var job = new Job
        {
            Id = ++_jobs,
            ScriptName = request.ScriptName,
            Script = request.Script,
            Experiment = request.Experiment,
            Options = request.Options,
            Workloads = request.Workloads,
            TimeoutMs = (int)Deadline.TotalMilliseconds,
            Peer = _peer?.Spec,
        };
        try
        {
            var watch = Stopwatch.StartNew();
            var result = await RunAsync(machine, job, cancellationToken).ConfigureAwait(false);
            var (release, wall) = (Kernel, Math.Round(watch.Elapsed.TotalMilliseconds, 3));
            var measurement = new Measurement(job, result, (asked, answer) => _journal.Keep(new TraceFile(release, Target.Engine, Target.Machine, asked, answer) { WallMs = wall }), release, Architecture, ConsoleLog);
            if (Round == 1)
                _ = measurement.TracePath;
            return measurement;
        }
        catch (Exception e) when (e is not JournalException)
        {
            await keeper.DiscardAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (request.Alone || _configuration.Isolation == Isolation.Case)
                await keeper.DiscardAsync().ConfigureAwait(false);
        }
    }

    private async Task<JobResult> RunAsync(IMachine machine, Job job, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // A machine keeps deadlines of its own, and finds out what its guest was doing; this is only for one that does not.
        var most = Deadline + (3 * _services.Pace.Scale(_services.AnswerGrace));
        deadline.CancelAfter(most);
        try
        {
            return await machine.RunAsync(job, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MachineException(MachineFault.CommandTimeout, $"{job.ScriptName} on {Target}: no answer within {most.TotalSeconds:0} s. See {machine.ConsoleLog ?? "the machine's log"}; a longer case_deadline gives it more time.");
        }
        catch (Exception e) when (e is not (MachineException or OperationCanceledException))
        {
            throw new MachineException(MachineFault.AgentLost, $"{job.ScriptName} on {Target}: {e.Message}", null, e);
        }
    }

    private async Task<BootKernel?> FetchAsync(CancellationToken cancellationToken)
    {
        if (_noKernel is not null)
            throw _noKernel;
        if ((_kernel is not null || Target.Machine != "vm") && (_peer is not null || !Engines.IsPeer(Target.Engine)))
            return _kernel;
        _services.Observer.Phase(Target, LanePhase.Fetching, "");
        try
        {
            if (Engines.IsPeer(Target.Engine))
                _peer = await _services.Peers!.FetchAsync(Target.Engine, Target.Machine, Say(LanePhase.Fetching), cancellationToken).ConfigureAwait(false);
            if (Target.Machine != "vm")
                return null;
            _kernel = await _services.Kernels.FetchAsync(Target.Kernel, Say(LanePhase.Fetching), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _problem = e.Message;
            _services.Observer.Phase(Target, LanePhase.Broken, FirstLine(e.Message));
            throw _noKernel = new MachineException(MachineFault.Setup, e.Message, null, e);
        }

        Kernel = _kernel.Release;
        Note(_kernel);
        return _kernel;
    }

    private async Task<IMachine> BootAsync(MachineKeeper keeper, BootKernel? kernel, CancellationToken cancellationToken)
    {
        try
        {
            var machine = await keeper.GetAsync(kernel, () => EndOthersAsync(keeper), Say(LanePhase.Booting), cancellationToken).ConfigureAwait(false);
            (Kernel, Architecture, _description, _problem) = (machine.Hello.KernelRelease, machine.Hello.Architecture, Describe(machine), null);
            _services.Observer.Phase(Target, LanePhase.Running, "");
            return machine;
        }
        catch (MachineException e)
        {
            _problem = e.Message;
            if (keeper.IsBroken)
                _services.Observer.Phase(Target, LanePhase.Broken, $"{e.Reason}: {FirstLine(e.Message)}");
            throw;
        }
    }

    private async Task EndOthersAsync(MachineKeeper keeper)
    {
        foreach (var other in _machines.Values.Where(other => other != keeper))
            await other.DiscardAsync().ConfigureAwait(false);
    }

    /// <summary>A peer compiles each script with a compiler of its own, which takes seconds in an emulated guest.</summary>
    private TimeSpan Deadline => _services.Pace.Scale(_configuration.CaseDeadline) * (_peer is null ? 1 : SlownessOfPeers);

    /// <summary>Writes down exactly which kernel it is, so that the run can be repeated to the byte.</summary>
    private void Note(BootKernel kernel)
    {
        if (kernel.Sha256.Length == 0)
            return;
        lock (_journal)
            KernelLock.Add(Path.Combine(_journal.Directory, KernelLock.FileName), new(Target.Kernel, kernel.Release, kernel.Sha256, kernel.Package));
    }

    private string Describe(IMachine machine) => _peer is { Version.Length: > 0 } peer ? $"{machine.Description}, {peer.Spec.Name} {peer.Version}" : machine.Description;

    private DirectProgress Say(LanePhase phase) => new(text => _services.Observer.Phase(Target, phase, text));

    private static string FirstLine(string text) => text.Split('\n', 2)[0];

    /// <summary>Unlike <see cref="Progress{T}"/> it reports at once, on the caller's thread, so that phases cannot overtake each other.</summary>
    private sealed class DirectProgress(Action<string> say) : IProgress<string>
    {
        public void Report(string value) => say(value);
    }

    /// <summary>What a measurement ended with: one of the two.</summary>
    private sealed record Memo(Measurement? Measurement, MachineException? Failure);
}
