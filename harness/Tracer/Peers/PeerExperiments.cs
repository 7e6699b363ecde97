using System.Diagnostics;
using Conformance.Engine;
using Conformance.Engine.Instrumentation;
using Conformance.Engine.Kernel;
using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Agents;
using Conformance.Tracer.Experiments;
using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Peers;

/// <summary>Experiments about the coming and going of another tracer's processes.</summary>
internal sealed class PeerExperiments(EngineContext context, ScriptCompilation compile)
{
    private const string ScriptPath = "/tmp/experiment.bt";
    private const int Probes = 3, Calls = 5;

    // The kernel frees what a process held by itself, but after grace periods and on workers of its own.
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(10);

    /// <summary>Makes the experiment that a job asks for.</summary>
    /// <exception cref="WorkloadException">There is no such experiment for other tracers, or no such mechanism.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public JobResult Run(Job job, CancellationToken cancellationToken)
    {
        var (spec, peer) = (job.Experiment!, job.Peer!);
        var mechanism = Engine.Probes.Mechanisms.All.FirstOrDefault(mechanism => mechanism.Name == spec.Mechanism) ?? throw new WorkloadException($"there is no mechanism '{spec.Mechanism}'");
        var dialect = Dialect.Find(peer.Dialect) ?? throw new WorkloadException($"there is no dialect '{peer.Dialect}'");
        var bench = new Bench(context, compile, [mechanism]);
        var scene = Scene.Of(bench, mechanism);
        // "Self" is another program to another process.
        var attachPoint = scene.Target.AttachPoint.Replace("/proc/self/exe", Environment.ProcessPath, StringComparison.Ordinal);
        var text = string.Concat(Enumerable.Repeat($"{attachPoint} {{ }}\n", Probes));
        var script = ScriptInstrumenter.Instrument("experiment.bt", text, dialect, () => context.Types, peer.Instrument);
        File.WriteAllText(ScriptPath, script.Text);
        var trouble = spec.Name switch
        {
            "two-tracers" => TwoTracers(bench, scene, peer, script, cancellationToken),
            "killed-tracer" => Killed(bench, peer, script, cancellationToken),
            _ => throw new WorkloadException($"there is no experiment '{spec.Name}' for other tracers"),
        };
        var result = new JobResult { Id = job.Id, Status = JobStatus.Completed, Observations = bench.Observations };
        return trouble is null ? result : result with { Status = JobStatus.AttachFailed, Message = trouble, Observations = [] };
    }

    private static string? TwoTracers(Bench bench, Scene scene, PeerSpec peer, InstrumentedScript script, CancellationToken cancellationToken)
    {
        using var first = new Started(peer, script);
        using var second = new Started(peer, script);
        if ((first.Attach(cancellationToken) ?? second.Attach(cancellationToken)) is { } trouble)
            return trouble;
        var thread = 0;
        NamedThread.Run(() =>
        {
            thread = Libc.GetThreadId();
            for (var call = 0; call < Calls; call++)
                scene.Call();
        });
        var order = Order(bench, "first", first.Firings(thread, cancellationToken)) ?? Order(bench, "second", second.Firings(thread, cancellationToken));
        bench.Observe("own-order", order ?? "holds");
        return null;
    }

    private static string? Order(Bench bench, string which, IReadOnlyList<int> fired)
    {
        bench.Step($"{which} tracer, {Probes} probes, {Calls} calls: {Bench.Labels(fired)}");
        if (fired.Count < Probes * Calls)
            return $"the {which} tracer printed {fired.Count} firings where {Probes * Calls} at least were due";
        // A thread may pass the hook before its calls, too: one that is given a name renames itself.
        var wrong = fired.Index().FirstOrDefault(firing => firing.Item != firing.Index % Probes, (Index: fired.Count, Item: -1)).Index;
        if (wrong == fired.Count && wrong % Probes == 0)
            return null;
        var call = wrong / Probes;
        return $"broken in the {which} tracer: {Bench.Labels(fired.Skip(call * Probes).Take(Probes))} at call {call + 1}";
    }

    private static string? Killed(Bench bench, PeerSpec peer, InstrumentedScript script, CancellationToken cancellationToken)
    {
        var before = BpfInventory.Now();
        string held;
        using (var tracer = new Started(peer, script))
        {
            if (tracer.Attach(cancellationToken) is { } trouble)
                return trouble;
            held = BpfInventory.Now().NewSince(before);
            bench.Step($"{peer.Name} attached {Probes} probes; it holds {(held.Length == 0 ? "nothing that can be listed" : held)}");
        }

        var clock = Stopwatch.StartNew();
        string left;
        while ((left = BpfInventory.Now().NewSince(before)).Length > 0 && clock.Elapsed < s_most)
            cancellationToken.WaitHandle.WaitOne(10);
        bench.Step($"killed it with SIGKILL; it has left {(left.Length == 0 ? "nothing" : $"{left} after {s_most.TotalSeconds} s")}");
        if (held.Length == 0)
            throw new UnsupportedException("bpf-object-ids", "This kernel, or what we may do on it, does not list BPF programs by their ids: what a killed tracer left cannot be seen.");
        bench.Observe("left-behind", left.Length == 0 ? "nothing" : left);
        return null;
    }

    /// <summary>One process of the tracer; it is killed when disposed of.</summary>
    private sealed class Started(PeerSpec peer, InstrumentedScript script) : IDisposable, ISessionSink
    {
        private readonly PeerOutput _output = new(peer, script);
        private readonly List<Firing> _firings = [];
        private PeerProcess? _process;

        /// <summary>Starts it and waits until it is attached; says what is wrong if it does not get there.</summary>
        public string? Attach(CancellationToken cancellationToken)
        {
            _process = PeerProcess.Start(peer, ScriptPath, _output);
            return _process.WaitUntilAttached(script.Attachments, cancellationToken) is null ? $"{peer.Name} {_process.Trouble ?? "ended"} before it was attached: {PeerWords.Complaint(_process.Errors + _output.Preamble)}" : null;
        }

        /// <summary>Ends it, and says which probes fired on a thread, in order.</summary>
        public IReadOnlyList<int> Firings(int thread, CancellationToken cancellationToken)
        {
            _process!.WaitForPulse(Libc.MonotonicNanoseconds(), cancellationToken);
            _process.Stop(cancellationToken);
            _output.End();
            _output.Deliver(this);
            return [.. _firings.Where(firing => firing.ThreadId == thread).Select(firing => firing.Probe)];
        }

        public void OnFiring(in Firing firing) => _firings.Add(firing);

        public void OnOutput(in OutputText output)
        {
        }

        public void Dispose() => _process?.Dispose();
    }
}
