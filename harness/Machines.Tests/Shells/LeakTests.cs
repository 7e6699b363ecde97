namespace Conformance.Machines.Tests.Shells;

/// <summary>
/// Whatever ends a tracer, the kernel forgets all it did: no program, map, link, kprobe, traced function, event of tracefs or pinned object is there that was not there before. All ends of one kernel share a guest.
/// </summary>
[TestFixture("5.10")]
[TestFixture("7.3")]
[CancelAfter(300_000)]
public class LeakTests(string series)
{
    /// <summary>Every kind of attachment at once; attaching it takes long enough to be killed in the middle.</summary>
    private const string Everything = """
        kprobe:vfs_rea* { @k[func] = count() } kretprobe:vfs_rea* { @r = count() } kprobe:vfs_read+0 { } fentry:vfs_w* { @f = count() } fexit:vfs_read { @x = hist(retval) }
        uprobe:/tracer:conformance_function { @u++ } uretprobe:/tracer:conformance_function { @u++ } tracepoint:raw_syscalls:sys_enter { @t = count() } rawtracepoint:sys_exit { @w = count() }
        interval:ms:50 { printf("attached\n") } profile:hz:50 { @p[ustack(3)] = count() } software:page-faults:1 { @s = count() } begin { @b = 1 } end { @e = 1 }
        """;

    private const string Functions = """
        state() { { bpftool prog show; bpftool map show; bpftool link show; } 2>/dev/null | grep -o '^[0-9]*: [a-z_]*' ; cat /sys/kernel/debug/kprobes/list /sys/kernel/tracing/kprobe_events /sys/kernel/tracing/uprobe_events /sys/kernel/tracing/enabled_functions; find /sys/fs/bpf; ps | grep '[t]racer' | grep -v defunct; }
        state > before
        # The kernel lets go of what nobody holds a moment later, behind a grace period.
        rest() { i=0; while [ $i -lt 20 ]; do state > after; cmp -s before after && { echo nothing is left; return; }; sleep 0.2; i=$((i+1)); done; diff before after; }
        start() { : > out; /tracer -q everything.bt "$@" > out 2>&1 & tracer=$!; }
        attached() { i=0; while [ $i -lt 300 ] && ! grep -q attached out; do sleep 0.1; i=$((i+1)); done; state > during; cmp -s before during && echo NOTHING WAS ATTACHED; }
        # The runtime may swallow the first of a signal that it has a handler for.
        signal() { kill -$1 $tracer; sleep 0.5; kill -$1 $tracer 2>/dev/null; wait $tracer 2>/dev/null; echo "ended with $?"; }
        """;

    private static readonly (string Name, string Command)[] s_ends =
    [
        ("exit", "start -c '/tracer workload nanosleep times=5 interval_us=100000'; wait $tracer; rest"),
        ("interrupt", "start; attached; kill -INT $tracer; wait $tracer; rest"),
        ("terminate", "start; attached; kill -TERM $tracer; wait $tracer; rest"),
        ("hang-up", "start; attached; signal HUP; rest"),
        // What a shell starts in the background ignores SIGQUIT, and keeps to it.
        ("quit", ": > out; { attached; kill -QUIT $(pidof tracer); } & /tracer -q everything.bt > out 2>&1; echo ended with $?; rest"),
        ("abort", "start; attached; signal ABRT; rest"),
        ("kill", "start; attached; signal KILL; rest"),
        ("crash", "start; attached; signal SEGV; rest"),
        ("out-of-memory", "start; attached; echo 1000 > /proc/$tracer/oom_score_adj; echo f > /proc/sysrq-trigger; wait $tracer; echo ended with $?; rest"),
        .. new[] { "0.3", "0.8", "1.3", "2" }.Select(after => ($"kill-after-{after}", $"start; sleep {after}; signal KILL; rest")),
        ("interrupt-early", "start; sleep 0.8; kill -INT $tracer; wait $tracer; rest"),
        ("refused", "/tracer -e 'kprobe:vfs_rea* { @ = count() } kprobe:no_such_function { }' 2>&1 | grep -c Cannot; rest"),
    ];

    /// <summary>What the shell says of a process that a signal ended: 128 and its number.</summary>
    private static readonly Dictionary<string, int> s_statuses = new() { ["hang-up"] = 129, ["quit"] = 131, ["abort"] = 134, ["kill"] = 137, ["out-of-memory"] = 137, ["crash"] = 139 };

    private IReadOnlyDictionary<string, string> _said = new Dictionary<string, string>();

    private static IEnumerable<string> Ends => s_ends.Select(e => e.Name);

    [OneTimeSetUp]
    public async Task Boot() =>
        _said = await ShellGuest.RunAsync(
            series, [("functions", $"cat > everything.bt <<'EOF'\n{Everything}\nEOF\n{Functions}"), .. s_ends], CancellationToken.None, programs: ["bpftool"]);

    [TestCaseSource(nameof(Ends))]
    public void Nothing_is_left_behind(string end)
    {
        _said[end].Should().EndWith("nothing is left").And.NotContain("NOTHING WAS ATTACHED");
        if (s_statuses.TryGetValue(end, out var status))
            _said[end].Should().Contain($"ended with {status}\n");
    }
}
