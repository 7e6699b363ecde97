namespace Conformance.Engine.Probes;

/// <summary>The table of all mechanisms: a new one is a file beside this one and a line here.</summary>
public static class Mechanisms
{
    internal static Mechanism KprobeMulti { get; } = new KprobeMulti();

    internal static Mechanism KretprobeMulti { get; } = new KretprobeMulti();

    internal static Mechanism UprobeMulti { get; } = new UprobeMulti();

    internal static Mechanism UretprobeMulti { get; } = new UretprobeMulti();

    internal static Mechanism FentryMulti { get; } = new FentryMulti();

    internal static Mechanism FexitMulti { get; } = new FexitMulti();

    internal static Mechanism FsessionMulti { get; } = new FsessionMulti();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mechanism> All { get; } =
    [
        new Begin(), new End(), new Self(), new Test(), new Bench(),
        new Fentry(), new Fexit(), new FmodRet(), new Fsession(), FentryMulti, FexitMulti, FsessionMulti,
        new Kprobe(), new Kretprobe(), KprobeMulti, KretprobeMulti, new KprobeSession(),
        new Uprobe(), new Uretprobe(), UprobeMulti, UretprobeMulti, new UprobeSession(), new Usdt(),
        new Tracepoint(), new RawTracepoint(), new TpBtf(),
        new Interval(), new Profile(), new Software(), new Hardware(), new Watchpoint(),
        new Iter(),
    ];

    /// <summary>The mechanism of that name or alias, or <c>null</c>. Names are case sensitive, <c>BEGIN</c> and <c>END</c> are aliases.</summary>
    public static Mechanism? Find(string name) => All.FirstOrDefault(m => m.Name == name || m.Aliases.Contains(name));
}
