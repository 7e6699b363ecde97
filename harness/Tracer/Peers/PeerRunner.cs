using System.Diagnostics;
using System.Globalization;
using Conformance.Engine;
using Conformance.Engine.Instrumentation;
using Conformance.Engine.Kernel;
using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Agents;
using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Peers;

/// <summary>Runs a job with another tracer: instrument, start, wait until it is attached, workloads, SIGINT, read what it printed.</summary>
internal sealed class PeerRunner(Func<IKernelTypes> types)
{
    private const string Directory = "/tmp";

    private readonly PeerQuestions _questions = new();

    /// <summary>Runs one job; what goes wrong with the peer is in the result.</summary>
    /// <exception cref="ScriptException">The script cannot be instrumented.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed; the message says what it was doing.</exception>
    public JobResult Run(Job job, ISessionSink sink, JobClock clock)
    {
        var cancellationToken = clock.Token;
        var start = Stopwatch.GetTimestamp();
        var peer = WithBuffer(job.Peer!, job.Options.RingBufferBytes);
        var workloads = job.Workloads.Select(WorkloadTable.Prepare).ToList();
        var dialect = Dialect.Find(peer.Dialect) ?? throw new WorkloadException($"there is no dialect '{peer.Dialect}'; there are: {string.Join(", ", Dialect.All.Select(d => d.Name))}");
        var script = ScriptInstrumenter.Instrument(job.ScriptName, job.Script, dialect, types, peer.Instrument);
        var result = new JobResult { Id = job.Id, Status = JobStatus.Completed, Probes = [.. script.Probes.Select((probe, index) => new ProbeInfo(index, probe.Mechanism, probe.Hook, probe.AttachPoint, probe.Line))] };
        // What it refuses alone, it refuses among others; each start costs seconds.
        foreach (var probe in peer.Instrument ? script.Probes : [])
        {
            if (_questions.Known(peer, probe.Mechanism) is { } words)
                return Failed(result, JobStatus.Unsupported, $"{peer.Name} refuses {probe.Mechanism} alone: {words}") with { Feature = probe.Mechanism };
        }

        clock.Enter(JobPhase.Attach);
        var path = Path.Combine(Directory, "script.bt");
        File.WriteAllText(path, script.Text);

        var output = new PeerOutput(peer, script);
        using var process = PeerProcess.Start(peer, path, output);
        var objects = Attach(process, output, script, peer, clock);
        var attached = Stopwatch.GetElapsedTime(start);
        if (objects is null)
            return Refused(result, process, output, peer, dialect, script, cancellationToken);

        process.StandBesideWorkloads();
        clock.Enter(JobPhase.Workload);
        var working = Stopwatch.GetTimestamp();
        IReadOnlyList<WorkloadReport> reports = [];
        Within(peer, "watching the workload", clock, () => reports = [.. workloads.Select(workload => workload.Run(cancellationToken))]);
        var worked = Stopwatch.GetElapsedTime(working);
        clock.Enter(JobPhase.Drain);
        var ending = Stopwatch.GetTimestamp();
        var now = Libc.MonotonicNanoseconds();
        Action read = peer.Instrument || peer.PulsePattern.Length > 0 ? () => process.WaitForPulse(now, cancellationToken) : () => process.WaitForSilence(cancellationToken);
        Within(peer, "reading what its probes wrote", clock, read);
        clock.Enter(JobPhase.Detach);
        Within(peer, "ending on SIGINT", clock, () => process.Stop(cancellationToken));
        output.End();
        var gaps = output.Deliver(sink);
        result = result with
        {
            Workloads = reports,
            Lost = Math.Max(gaps, output.Lost + PeerWords.Lost(process.Errors + output.Preamble)),
            Log = Log(process, output),
            OrderNotes = [string.Create(CultureInfo.InvariantCulture, $"{peer.Name}: attached {attached.TotalSeconds:0.0} s after its start: it said so, and held {objects}")],
            Timings = new()
            {
                Compile = (long)attached.TotalMicroseconds,
                Workload = (long)worked.TotalMicroseconds,
                Drain = (long)Stopwatch.GetElapsedTime(ending).TotalMicroseconds,
                Total = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds,
            },
        };
        if (process.Trouble is { } trouble)
            return Failed(result, JobStatus.EngineCrash, $"{peer.Name} {trouble}: {PeerWords.Complaint(process.Errors)}");
        return output.Strange is { } strange ? Failed(result, JobStatus.EngineCrash, $"{peer.Name} printed what is no firing: {strange}") : result;
    }

    private static PeerObjects? Attach(PeerProcess process, PeerOutput output, InstrumentedScript script, PeerSpec peer, JobClock clock)
    {
        PeerObjects? objects = null;
        var doing = () => output.Attached.IsSet ? $"attaching: it says that it is, and holds {process.Objects} for {script.Attachments} attach points" : "compiling and attaching: it has not said that it is attached";
        Within(peer, doing, clock, () => objects = process.WaitUntilAttached(script.Attachments, clock.Token));
        return objects;
    }

    /// <summary>It ended before it was attached. What it cannot do at all is unsupported, in its own words; what it only cannot do here is an error.</summary>
    private JobResult Refused(JobResult result, PeerProcess process, PeerOutput output, PeerSpec peer, Dialect dialect, InstrumentedScript script, CancellationToken cancellationToken)
    {
        result = result with { Log = Log(process, output) };
        var complaint = PeerWords.Complaint(process.Errors + output.Preamble);
        if (process.Crashed)
            return Failed(result, JobStatus.EngineCrash, $"{peer.Name} {process.Trouble} before it was attached: {complaint}");
        if (process.Trouble is null)
            return Failed(result, JobStatus.EngineCrash, $"{peer.Name} ended by itself before it was attached: {complaint}");
        if (!peer.Instrument)
            return Failed(result, JobStatus.AttachFailed, $"{peer.Name} {process.Trouble}: {complaint}");
        if (_questions.Refusal(peer, dialect, "begin", "", cancellationToken) is { } broken)
            return Failed(result, JobStatus.AttachFailed, $"{peer.Name} does not run here at all: {broken}");
        foreach (var probe in script.Probes.Where(probe => probe.Hook.Length > 0).DistinctBy(probe => probe.Mechanism))
        {
            if (_questions.Refusal(peer, dialect, probe.Mechanism, probe.Hook, cancellationToken) is { } words)
                return Failed(result, JobStatus.Unsupported, $"{peer.Name} refuses {probe.AttachPoint} alone: {words}") with { Feature = probe.Mechanism };
        }

        // It may take one begin probe and no second one.
        foreach (var mechanism in script.Probes.Where(probe => probe.Hook.Length == 0).GroupBy(probe => probe.Mechanism).Where(probes => probes.Count() > 1))
        {
            if (_questions.Refusal(peer, dialect, mechanism.Key, "", cancellationToken, times: 2) is { } words)
                return Failed(result, JobStatus.Unsupported, $"{peer.Name} refuses a second {mechanism.Key} probe: {words}") with { Feature = $"several-{mechanism.Key}" };
        }

        return Failed(result, JobStatus.ScriptError, $"{peer.Name} {process.Trouble}: {complaint}");
    }

    /// <summary>Tells it how large its buffer is to be, unless whoever described it has.</summary>
    private static PeerSpec WithBuffer(PeerSpec peer, int bytes)
    {
        var environment = new Dictionary<string, string>(peer.Environment);
        environment.TryAdd(Dialect.BufferPages, (bytes / Environment.SystemPageSize).ToString(CultureInfo.InvariantCulture));
        return peer with { Environment = environment };
    }

    private static JobResult Failed(JobResult result, JobStatus status, string message) => result with { Status = status, Message = message };

    private static string Log(PeerProcess process, PeerOutput output) => (output.Preamble + process.Errors).Trim();

    private static void Within(PeerSpec peer, string doing, JobClock clock, Action action) => Within(peer, () => doing, clock, action);

    private static void Within(PeerSpec peer, Func<string> doing, JobClock clock, Action action)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException exception)
        {
            throw new OperationCanceledException(clock.Late($"{peer.Name} was {doing()}"), exception, clock.Token);
        }
    }
}
