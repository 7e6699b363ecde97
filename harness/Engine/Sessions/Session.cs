using System.Diagnostics;
using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Sessions;

/// <summary>
/// A script that runs. When <see cref="Start"/> returns, begin probes have run and all others are attached. The usual life: start, make the workload,
/// <see cref="Drain"/> (or <see cref="DrainUntil"/> beside the workload), <see cref="Finish"/>, dispose.
/// </summary>
public sealed partial class Session : IDisposable
{
    // How long events may lie in the ring buffer before DrainUntil looks: short enough for exit(), long enough to cost nothing. No waiting on
    // the buffer's own wake-up: it would schedule this thread in the middle of what is being traced.
    private static readonly TimeSpan DrainPeriod = TimeSpan.FromMilliseconds(10);

    /// <summary>A probe has at most a program, an event and a link.</summary>
    private const int FilesOfProbe = 3;

    /// <summary>What the process has open besides, generously.</summary>
    private const int OtherFiles = 100;

    private readonly CompiledScript _script;
    private readonly EngineContext _context;
    private readonly ISessionSink _sink;
    private readonly ActionContext _actions;
    private readonly EventReader _reader;
    private readonly DescriptorSet _objects = new();
    private readonly LinkSet _links = new();
    private readonly List<Descriptor> _maps = [];
    private readonly List<LoadedProgram> _programs = [];
    private readonly List<Action<CancellationToken>> _afterwards = [];
    private readonly List<string> _warnings = [];
    private readonly int _processId;
    private int _leftOut;
    private readonly TaskCompletionSource _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _draining = new();
    private RingBuffer? _ring;
    private Stage _stage = Stage.Starting;
    private TimeSpan _load;
    private TimeSpan _attach;
    private TimeSpan _detach;

    private Session(CompiledScript script, EngineContext context, EngineOptions options, ISessionSink sink)
    {
        _processId = options.ProcessId;
        _script = script;
        _context = context;
        _sink = sink;
        _actions = new ActionContext(sink, options.Output, new ScriptMaps(script, _maps, context.PossibleCpus, context.Hooks));
        _reader = new EventReader(script.Actions, sink, _actions, OnExit);
    }

    private enum Stage
    {
        Starting,
        Attached,
        Detached,
        Finished,
    }

    /// <summary>The script's probes, in written order.</summary>
    public IReadOnlyList<CompiledProbe> Probes => _script.Probes;

    /// <summary>Indices of the probes with a hook, in the order in which they were attached.</summary>
    public IReadOnlyList<int> AttachSequence { get; private set; } = [];

    /// <summary>Indices of the probes that share a program, where two or more do, in the order in which they run.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Joined { get; private set; } = [];

    /// <summary>Places that a wildcard found and the kernel refused: which were left out, and why.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>How script order comes about, in words: which probes were joined into one program, and what was measured where one was not enough.</summary>
    public IReadOnlyList<string> OrderNotes { get; private set; } = [];

    /// <summary>Completes when a drained event says that the script called exit().</summary>
    public Task Exited => _exit.Task;

    /// <summary>What the script gave to exit(); 0 if it gave nothing or never called it.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Events that found the ring buffer full. Known once the probes are detached.</summary>
    public ulong Lost { get; private set; }

    /// <summary>Maps that had no room for all the keys that were written: what was lost, in words with the remedy. Known once the probes are detached.</summary>
    public IReadOnlyList<string> FullMaps { get; private set; } = [];

    /// <summary>
    /// How often the kernel skipped each probe, by its index: a program that is already running on a CPU is not entered again there, and a kernel that
    /// preempts can stop it in the middle and run another thread into it (kernel/bpf/trampoline.c). Probes that share a program share its count.
    /// Known once the probes are detached; empty where the kernel does not count.
    /// </summary>
    public IReadOnlyList<ulong> Skipped { get; private set; } = [];

    /// <summary>Time spent so far.</summary>
    public SessionTimings Timings => new(Microseconds(_load), Microseconds(_attach), Microseconds(_detach));

    /// <summary>Creates maps, loads all programs, runs the begin probes, then attaches all others.</summary>
    /// <exception cref="UnsupportedException">This kernel lacks something.</exception>
    /// <exception cref="AttachException">The kernel refused something.</exception>
    /// <exception cref="ArgumentException">The script was compiled for script order, but shall be attached as written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing stays loaded or attached.</exception>
    public static Session Start(CompiledScript script, EngineContext context, EngineOptions options, ISessionSink sink, CancellationToken cancellation = default)
    {
        var session = new Session(script, context, options, sink);
        try
        {
            session.Load(cancellation);
            var sequence = session.Plan(options.AttachOrder);
            session.RunSpecial<Begin>();
            session.Attach(sequence, cancellation);
            session._afterwards.ForEach(run => run(cancellation));
            session.WatchProcesses(options);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Hands over everything that probes submitted before this call, and returns how many events that was. Callable from any thread, one at a time gets in.</summary>
    public int Drain()
    {
        lock (_draining)
        {
            if (_script.NamesProcesses)
                _actions.Rendering.Users.LookAgain();
            return _ring?.Drain(_reader.Read) ?? 0;
        }
    }

    /// <summary>Drains now and then until <paramref name="stop"/> is set or the script calls exit(), and once more after that.</summary>
    public void DrainUntil(CancellationToken stop)
    {
        do
            Drain();
        while (!Exited.IsCompleted && !stop.WaitHandle.WaitOne(DrainPeriod));
        Drain();
    }

    /// <summary>Drains, detaches, runs the end probes, drains again and prints the maps. Once only; later calls do nothing.</summary>
    public void Finish()
    {
        if (_stage != Stage.Attached)
            return;
        Drain();
        Detach();
        Drain();
        _reader.ListenAgain();
        RunSpecial<End>();
        Drain();
        _actions.End(_script.PrintsMaps);
        _stage = Stage.Finished;
    }

    /// <summary>Detaches what still is attached and closes everything. Does not run end probes: that is <see cref="Finish"/>.</summary>
    public void Dispose()
    {
        lock (_draining)
        {
            Detach();
            _ring?.Dispose();
            _ring = null;
            _maps.Clear();
            Timed(ref _detach, _objects.Dispose);
        }
    }

    /// <summary>A process that the script is about may end before its addresses are printed.</summary>
    private void WatchProcesses(EngineOptions options)
    {
        foreach (var process in _script.NamesProcesses ? new[] { options.ChildProcessId, options.ProcessId }.Where(id => id != 0) : [])
            _actions.Rendering.Users.Watch(process);
    }

    private IReadOnlyList<LoadedProgram> Plan(AttachOrder order)
    {
        var targets = _programs.ConvertAll(p => p.Program.Target);
        var sequence = order == AttachOrder.Written ? AsWritten(targets) : InScriptOrder(targets);
        return [.. sequence.Select(index => _programs[index])];
    }

    private IReadOnlyList<int> AsWritten(IReadOnlyList<ProbeTarget> targets) =>
        _programs.TrueForAll(p => p.Program.Probes.Count == 1)
            ? AttachPlan.AsWritten(targets)
            : throw new ArgumentException("The script was compiled for script order: compile it with the options it shall run with.", nameof(targets));

    private IReadOnlyList<int> InScriptOrder(IReadOnlyList<ProbeTarget> targets)
    {
        var notes = new SortedSet<string>(AttachPlan.JoinNotes(_programs), StringComparer.Ordinal);
        var sequence = AttachPlan.InScriptOrder(targets, mechanism =>
        {
            _context.Loader.RequireFeature(mechanism.Name, $"attach {mechanism.Name} probes");
            var measured = _context.Orders.Of(mechanism);
            notes.Add(measured.Note);
            return measured.Order != RunOrder.Other
                ? measured.Order
                : throw new AttachException($"Cannot make {mechanism.Name} probes fire in script order on this kernel ({measured.Note}). Use --attach-order written to see what the kernel does.", 0);
        });
        OrderNotes = [.. notes];
        return sequence;
    }

    private void Load(CancellationToken cancellation)
    {
        var script = _script.Object;
        ResourceLimits.AllowOpenFiles(OtherFiles + script.Maps.Count + (FilesOfProbe * script.Programs.Sum(program => program.Targets.Count)));
        Timed(ref _load, () =>
        {
            foreach (var map in script.Maps)
                _maps.Add(_objects.Add(_context.Loader.CreateMap(map)));
            foreach (var program in script.Programs)
            {
                cancellation.ThrowIfCancellationRequested();
                LeaveOut(program.Target, script.Programs.Count, () => _programs.AddRange(_context.Loader.Load(_script, program, _maps, _objects)));
            }

            if (script.EventsMap >= 0)
                _ring = RingBuffer.Open(_maps[script.EventsMap], script.Maps[script.EventsMap].MaxEntries);
        });
    }

    private void Attach(IReadOnlyList<LoadedProgram> sequence, CancellationToken cancellation)
    {
        AttachSequence = [.. sequence.SelectMany(p => p.Program.AllProbes)];
        Joined = [.. sequence.Select(p => p.Program.Probes).Where(probes => probes.Count > 1)];
        Timed(ref _attach, () =>
        {
            foreach (var (program, descriptor) in sequence)
            {
                cancellation.ThrowIfCancellationRequested();
                Attach(program, descriptor);
            }
        });
        _stage = Stage.Attached;
    }

    private void Attach(BpfProgram program, Descriptor descriptor)
    {
        var target = program.Target;
        LeaveOut(target, _script.Object.Programs.Count, () =>
        {
            var attachment = AttachOrSayWhatLacks(target, () => target.Mechanism.Attach(descriptor, program.Targets, new AttachTools(_context.PerfUnits, _processId)));
            _links.Add(target, attachment);
            _warnings.AddRange(attachment.Warnings);
            if (attachment.Run is { } run)
                _afterwards.Add(run);
        });
    }

    /// <summary>Some kernels take a program of a kind that they then cannot attach: if the mechanism works nowhere, that is what to say, not what is wrong with this place.</summary>
    private Attachment AttachOrSayWhatLacks(ProbeTarget target, Func<Attachment> attach)
    {
        try
        {
            return attach();
        }
        catch (Exception e) when (e is AttachException || (e is UnsupportedException lacking && lacking.Feature != target.Mechanism.Name))
        {
            _context.Loader.RequireFeature(target.Mechanism.Name, $"attach {target.AttachPoint}", target.Mechanism.Alternative);
            throw;
        }
    }

    /// <summary>Does a step for one program. If the kernel refuses a place that the script did not name, but a wildcard found, it is left out; not if all are refused.</summary>
    private void LeaveOut(ProbeTarget target, int all, Action step)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is AttachException or UnsupportedException && target.Expanded && ++_leftOut < all)
        {
            _warnings.Add($"{target.AttachPoint} is left out: {e.Message}");
        }
    }

    private void Detach()
    {
        if (_stage >= Stage.Detached)
            return;
        _stage = Stage.Detached;
        Timed(ref _detach, _links.Dispose);
        ReadCounts();
    }

    private void RunSpecial<T>()
        where T : Mechanism
    {
        foreach (var (program, descriptor) in _programs.Where(p => p.Program.Target.Mechanism is T))
        {
            var answer = BpfCalls.RunOnce(descriptor);
            if (answer >= 0)
                continue;
            var what = $"run {program.Target.AttachPoint}";
            _context.Loader.RequireFeature("prog-test-run", what);
            throw AttachFailure.Of(what, answer);
        }
    }

    private void OnExit(int code)
    {
        _lastExit = code;
        if (_exit.TrySetResult())
            ExitCode = code;
    }

    /// <summary>
    /// Only now that nothing is attached: while bpf(2) reads a map, the kernel runs no kprobe program on that CPU (bpf_disable_instrumentation,
    /// include/linux/bpf.h), and where it preempts, the workload could hit a probe just then.
    /// </summary>
    private void ReadCounts()
    {
        if (_script.Object.LostMap is var index and >= 0 && index < _maps.Count)
        {
            var lost = MapReader.Numbers(_maps[index], _script.Object.Maps[index]);
            Lost = lost[0];
            FullMaps = [.. _script.Maps.Zip(lost.Skip(1)).Where(m => m.Second > 0).Select(m => FullMap(m.First, m.Second))];
        }

        var skipped = new ulong?[_script.Probes.Count];
        foreach (var (program, descriptor) in _programs)
        {
            var count = BpfCalls.RecursionMisses(descriptor);
            foreach (var probe in program.AllProbes)
                skipped[probe] = count;
        }

        Skipped = skipped.Contains(null) ? [] : [.. skipped.Select(count => count!.Value)];
    }

    private string FullMap(CompiledMap map, ulong lost) =>
        $"map {map.Name} was full: it has room for {_script.Object.Maps[map.Map].MaxEntries} keys, and {lost} writes of further keys were lost. Give it more room (config {{ max_map_keys = … }}), or use fewer keys";

    private static long Microseconds(TimeSpan time) => (long)time.TotalMicroseconds;

    private static void Timed(ref TimeSpan total, Action action)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            action();
        }
        finally
        {
            total += Stopwatch.GetElapsedTime(start);
        }
    }
}
