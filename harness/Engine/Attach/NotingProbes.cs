using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;

namespace Conformance.Engine.Attach;

/// <summary>
/// Probes that do nothing but note their number, in the order in which they run, and only when one thread runs through their hook: the instrument for finding out what a kernel does.
/// The thread that is watched is the one that called <see cref="Watch"/> last.
/// </summary>
public sealed class NotingProbes : IDisposable
{
    private readonly EngineContext _context;
    private readonly DescriptorSet _owned = new();
    private readonly Descriptor _map;
    private readonly Descriptor _claim;
    private Descriptor? _updated;

    /// <summary>Creates the map that takes the notes.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public NotingProbes(EngineContext context)
    {
        _context = context;
        try
        {
            _map = _owned.Add(Checked(BpfCalls.CreateMap(OrderProgram.Map), "create a map"));
            _claim = _owned.Add(Checked(BpfCalls.LoadProgram("claim", new(OrderProgram.ClaimType), OrderProgram.Claim(_map)), "load a program"));
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    /// <summary>How many notes there is room for; more runs than that are not noted.</summary>
    public static int Capacity => OrderProgram.Capacity;

    /// <summary>A hook where the mechanism can be tried without anyone noticing, and that <see cref="Call"/> passes.</summary>
    /// <exception cref="UnsupportedException">This kernel has none.</exception>
    public static ProbeTarget HarmlessTarget(Mechanism mechanism, EngineContext context)
    {
        var (target, reason) = mechanism.Trial(context.Types);
        if (target is null)
            throw new UnsupportedException(mechanism.Name, $"Cannot try {mechanism.Name}: {reason}.");
        return mechanism.TrialIsCalled
            ? target
            : throw new UnsupportedException(mechanism.Name, $"Cannot try {mechanism.Name}: it observes nothing that this process can cause at will.");
    }

    /// <summary>A kernel function as the mechanism's hook.</summary>
    /// <exception cref="UnsupportedException">BTF does not know it and the mechanism needs that.</exception>
    public static ProbeTarget Function(Mechanism mechanism, string name, EngineContext context)
    {
        var function = context.Types.FindFunction(name);
        return mechanism.NeedsBtfFunction && function is null
            ? throw new UnsupportedException($"function:{name}", $"Cannot try {mechanism.Name} on {name}: {context.Types.MissingReason ?? "this kernel's BTF does not have it"}.")
            : new ProbeTarget(mechanism, name, $"{mechanism.Name}:{name}", function) { Place = new KernelPlace(name, null, 0), FunctionName = name };
    }

    /// <summary>Passes through the harmless hook once, on this thread.</summary>
    public static void Call() => HarmlessHook.Call();

    /// <summary>Loads a probe; it is not attached yet.</summary>
    /// <param name="number">What it notes.</param>
    /// <param name="returns">What its program returns; only fmod_ret makes something of it.</param>
    /// <param name="updates">Whether it also writes to a hash map, for which the kernel calls <see cref="UpdatedFunction"/> from within the program.</param>
    /// <exception cref="AttachException">The kernel refused.</exception>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism.</exception>
    public NotingProbe Load(ProbeTarget target, int number, int returns = 0, bool updates = false)
    {
        var code = OrderProgram.Note(_map, number, updates ? OrderProgram.Update(Updated()) : [], returns);
        var what = $"load a program for {target.AttachPoint}";
        var answer = BpfCalls.LoadProgram($"note{number}", ProgramKind.Of(target), code);
        if (answer < 0)
            _context.Loader.RequireFeature(target.Mechanism.Name, what);
        return new NotingProbe(_owned.Add(Checked(answer, what)), target, number, _context);
    }

    /// <summary>Runs a program that is no probe, notes a number and writes to the hash map.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public void RunUpdating(int number)
    {
        var program = _owned.Add(Checked(BpfCalls.LoadProgram("cause", new(OrderProgram.ClaimType), OrderProgram.Note(_map, number, OrderProgram.Update(Updated()))), "load a program"));
        Checked(BpfCalls.RunOnce(program), "run a program (BPF_PROG_TEST_RUN)");
    }

    /// <summary>The kernel function that runs when a program writes to a hash map (kernel/bpf/hashtab.c).</summary>
    public const string UpdatedFunction = "htab_map_update_elem";

    /// <summary>From now on the calling thread is watched; earlier notes are forgotten.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public void Watch()
    {
        Checked(BpfCalls.Update(_map, stackalloc byte[4], new byte[OrderProgram.ValueSize]), "clear a map");
        Checked(BpfCalls.RunOnce(_claim), "run a program (BPF_PROG_TEST_RUN)");
    }

    /// <summary>Who noted since <see cref="Watch"/>, in order.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public IReadOnlyList<int> Notes()
    {
        Span<byte> noted = stackalloc byte[OrderProgram.ValueSize];
        Checked(BpfCalls.Lookup(_map, stackalloc byte[4], noted), "read a map");
        return OrderProgram.Read(noted);
    }

    /// <summary>Watches this thread while it does something, and says who noted.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public IReadOnlyList<int> Notes(Action action)
    {
        Watch();
        action();
        return Notes();
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private Descriptor Updated() => _updated ??= _owned.Add(Checked(BpfCalls.CreateMap(OrderProgram.UpdatedMap), "create a map"));

    private static int Checked(int answer, string what) => answer < 0 ? throw AttachFailure.Of(what, answer) : answer;
}

/// <summary>One of <see cref="NotingProbes"/>.</summary>
public sealed class NotingProbe
{
    private readonly Descriptor _program;
    private readonly EngineContext _context;

    internal NotingProbe(Descriptor program, ProbeTarget target, int number, EngineContext context) =>
        (_program, Target, Number, _context) = (program, target, number, context);

    /// <summary>Where it goes.</summary>
    public ProbeTarget Target { get; }

    /// <summary>What it notes.</summary>
    public int Number { get; }

    /// <summary>How often the kernel counted that it skipped the program; <c>null</c> where it does not count.</summary>
    public ulong? Skipped => BpfCalls.RecursionMisses(_program);

    /// <summary>Attaches it until the result is disposed of; may be asked again, which the kernel may refuse.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism.</exception>
    public IDisposable Attach() => Attach(opensOnly: false);

    /// <summary>Only opens its perf event; giving it the program and switching it on are steps of their own.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public SteppedProbe Open() => new(_program, Target, Attach(opensOnly: true));

    private Attachment Attach(bool opensOnly) => Target.Mechanism.Attach(_program, Target, new AttachTools(_context.PerfUnits, OpensOnly: opensOnly));
}
