using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Shells;

/// <summary>
/// What a kernel or a user may refuse is one sentence with a remedy: each line is tried as a user would try it, on an old kernel and a new one. The commands of one kernel share a guest.
/// </summary>
[TestFixture("5.10")]
[TestFixture("7.3")]
[CancelAfter(300_000)]
public class LimitTests(string series)
{
    private const string User = "/setpriv --reuid 1000 --regid 1000 --clear-groups";
    private const string Kprobe = "kprobe:__x64_sys_umask { exit() }";

    /// <summary>Name, command, and what it says; a vertical bar separates what only one of several kernels says.</summary>
    private static readonly (string Name, string Command, string Said)[] s_limits =
    [
        ("user", $"{User} /tracer -e '{Kprobe}'", "this user may not trace, CAP_BPF and CAP_PERFMON are missing. Run as root (sudo), or give the program both: setcap"),
        ("user-tracepoint", $"{User} /tracer -e 'tracepoint:syscalls:sys_enter_umask {{ }}'", "tracefs is mounted at /sys/kernel/tracing, but this user may not trace, CAP_BPF and CAP_PERFMON are missing"),
        ("user-list", $"{User} /tracer -l 'tracepoint:syscalls:sys_enter_uma*'", "tracefs is mounted at /sys/kernel/tracing, but"),
        ("user-info", $"{User} /tracer --info | head -4", "this user may not trace"),
        ("only-bpf", $"{User} --inh-caps +bpf --ambient-caps +bpf /tracer -e '{Kprobe}'", "CAP_PERFMON is missing"),
        ("only-perfmon", $"{User} --inh-caps +perfmon --ambient-caps +perfmon /tracer -e '{Kprobe}'", "CAP_BPF is missing"),
        ("both-capabilities", $"{User} --inh-caps +perfmon,+bpf --ambient-caps +perfmon,+bpf /tracer -q -e '{Kprobe}'",
            "This kernel counts maps as locked memory, of which this process may have 64 KiB: raise that (ulimit -l unlimited, as root)|or lower kernel.perf_event_paranoid (now 3)"),
        ("hidden-addresses", $"echo 2 > /proc/sys/kernel/kptr_restrict; {User} --inh-caps +perfmon,+bpf --ambient-caps +perfmon,+bpf /tracer -e 'watchpoint:jiffies:8:w {{ }}'; echo 0 > /proc/sys/kernel/kptr_restrict",
            "/proc/kallsyms shows no addresses: run as root with CAP_SYSLOG, and see kernel.kptr_restrict"),
        ("files", "(ulimit -n 60; /tracer -e 'tracepoint:syscalls:sys_enter_* { @ = count() }')", "EMFILE. Every probe needs a file descriptor, and this process may have 60: raise that (ulimit -n 65536), or use fewer probes."),
        ("soft-files", "(ulimit -S -n 60; /tracer -q -c '/bin/sh -c \"echo the command may have $(ulimit -n)\"' -e 'tracepoint:syscalls:sys_enter_* { @ = count() }')", "the command may have 60"),
        ("few-files", "(ulimit -n 5; /tracer -e 'begin { @ = 1; exit() }')", "ulimit -n"),
        ("map-size", "/tracer -e 'config = { max_map_keys = 100000000 } begin { @x[1] = 1 }'", "create map @x (100000000 entries of 8 + 8 bytes): the kernel answered E2BIG|create map @x (100000000 entries of 8 + 8 bytes): the kernel answered ENOMEM"),
        ("buffer-size", "/tracer -e 'config = { perf_rb_pages = 131072 } begin { exit() }'", "create the ring buffer (524288 KiB): the kernel answered ENOMEM. The kernel has no memory for it: make the ring buffer smaller (config { perf_rb_pages = … })"),
        ("setting", "/tracer -e 'config = { perf_rb_pages = 1000000 } begin { exit() }'", "perf_rb_pages wants a number of pages up to 131072 (512 MiB)"),
        ("types-file", "BPFTRACE_BTF=/no/types /tracer -e 'fentry:vfs_read { }'", "fentry:vfs_read needs the kernel's types: /no/types does not exist. Use kprobe instead."),
        ("own-types-file", "cat /sys/kernel/btf/vmlinux > types; BPFTRACE_BTF=/tmp/types /tracer -q -e 'fentry:__x64_sys_umask { printf(\"works\\n\"); exit() }' -c '/tracer workload umask times=1'", "works"),
        ("variable", "BPFTRACE_MAX_MAP_KEY=3 /tracer -q -e 'begin { exit() }'", "the environment variable BPFTRACE_MAX_MAP_KEY is no setting, and is ignored (did you mean 'max_map_keys'?)"),
        ("full-map", "/tracer -q -e 'config = { max_map_keys = 4 } begin { @x[0] = 1; @x[1] = 1; @x[2] = 1; @x[3] = 1; @x[4] = 1; @x[3] = 2; @y[1] = count(); @x[5] = 1; exit() }'",
            "map @x was full: it has room for 4 keys, and 2 writes of further keys were lost. Give it more room (config { max_map_keys = … })"),
        ("probes", "/tracer -e 'config = { max_probes = 3 } kprobe:vfs_* { }'", "the script has more than 3 probes"),
        ("strings", "/tracer -e 'config = { max_strlen = 40000 } begin { $x = str(0); $y = str(1); @[$x] = 1; printf(\"%s\", $y) }'", "bytes of large values at once, but a per-CPU map gives 32768"),
        ("program", "{ echo -n 'begin { $a = (uint64)nsecs;'; i=0; while [ $i -lt 9000 ]; do echo -n \" if (\\$a != $i) { \\$a = \\$a * 3 + $i; }\"; i=$((i+1)); done; echo '}'; } > big.bt; /tracer big.bt", "more than this kernel can carry out: split the probe in two|hint: the probe branches more than this kernel examines: split it"),
        ("no-bpffs", "umount /sys/fs/bpf; /tracer -q -e 'begin { printf(\"works\\n\"); exit() }'", "works"),
        ("no-types", "mount -t tmpfs none /sys/kernel/btf; /tracer -e 'fentry:vfs_read { }'", "fentry:vfs_read needs the kernel's types: /sys/kernel/btf/vmlinux does not exist: this kernel was built without CONFIG_DEBUG_INFO_BTF, or sysfs is not mounted. Use kprobe instead."),
        ("no-types-wildcard", "/tracer -e 'fexit:vfs_* { }'", "Use kretprobe instead."),
        ("no-types-cast", "/tracer -e 'kprobe:vfs_read { printf(\"%d\", ((struct file *)arg0)->f_flags) }'; umount /sys/kernel/btf", "define it in the script: this kernel's types are not known"),
        ("no-tracefs", "umount /sys/kernel/debug/tracing 2>/dev/null; umount /sys/kernel/debug /sys/kernel/tracing; /tracer -q -e 'tracepoint:syscalls:sys_enter_umask { printf(\"mounted\\n\"); exit() }' -c '/tracer workload umask times=1'", "mounted"),
        ("no-sysfs", "umount -l /sys; /tracer -e 'begin { }'; mount -t sysfs sysfs /sys", "Mount sysfs (mount -t sysfs sysfs /sys)"),
    ];

    private IReadOnlyDictionary<string, string> _said = new Dictionary<string, string>();

    private static IEnumerable<string> Names => s_limits.Select(l => l.Name);

    [OneTimeSetUp]
    public async Task Boot() =>
        _said = await ShellGuest.RunAsync(series, [.. s_limits.Select(l => (l.Name, l.Command))], CancellationToken.None);

    [TestCaseSource(nameof(Names))]
    public void A_refusal_is_a_sentence_with_a_remedy(string name)
    {
        var (said, expected) = (_said[name], s_limits.Single(l => l.Name == name).Said);

        said.Should().ContainAny(expected.Split('|'));
        said.Should().NotContain("   at ").And.NotContain("libbpf:").And.NotContain("mistake in the tracer");
    }
}

/// <summary>The same on kernels that are locked down.</summary>
[CancelAfter(300_000)]
public class LockdownTests
{
    private const string Workload = "-c '/tracer workload umask times=1'";

    [TestCase("5.10")]
    [TestCase("7.3")]
    public async Task A_kernel_that_keeps_its_secrets_is_named_as_the_cause(string series, CancellationToken cancellationToken)
    {
        var said = await ShellGuest.RunAsync(
            series,
            [
                ("kprobe", $"/tracer -e 'kprobe:__x64_sys_umask {{ exit() }}' {Workload}"),
                ("memory", $"/tracer -e 'rawtracepoint:sys_enter {{ @ = ((struct pt_regs *)arg0)->di }}' {Workload}"),
                ("tracepoint", $"/tracer -e 'tracepoint:syscalls:sys_enter_umask {{ exit() }}' {Workload}"),
                ("without-securityfs", $"umount /sys/kernel/security; /tracer -e 'kprobe:__x64_sys_umask {{ exit() }}' {Workload}"),
            ],
            cancellationToken,
            "lockdown=confidentiality");

        foreach (var name in (string[])["kprobe", "memory", "tracepoint", "without-securityfs"])
            said[name].Should().Contain("the kernel is locked down").And.Contain("Boot with lockdown=none or lockdown=integrity").And.NotContain("   at ");
    }

    [TestCase("7.3")]
    public async Task A_kernel_that_only_protects_itself_is_traced(string series, CancellationToken cancellationToken)
    {
        var said = await ShellGuest.RunAsync(
            series, [("kprobe", $"/tracer -q -e 'kprobe:__x64_sys_umask {{ printf(\"hit\\n\"); exit() }}' {Workload}")], cancellationToken, "lockdown=integrity");

        said["kprobe"].Should().StartWith("hit");
    }
}
