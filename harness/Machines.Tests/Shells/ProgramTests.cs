namespace Conformance.Machines.Tests.Shells;

/// <summary>
/// Probes on BPF programs that somebody else loaded with types: on one that bpftool loaded, which never runs, and, where the kernel makes the rounds of loops (our own programs have types then), on one of a tracer that runs
/// beside. The commands of one kernel share a guest.
/// </summary>
[TestFixture("5.10")]
[TestFixture("7.3")]
[CancelAfter(300_000)]
public class ProgramTests(string series)
{
    private const string Load = "/tracer --emit-elf object.o -e 'begin { @ = 1 }' && bpftool prog loadall object.o /sys/fs/bpf/object; echo id $(bpftool prog show pinned /sys/fs/bpf/object/p0_begin | head -1 | cut -d: -f1)";

    /// <summary>Counts what the loop of another tracer does; only the kernel's own loops are functions.</summary>
    private const string Other = """
        /tracer -q -e 'tracepoint:syscalls:sys_enter_umask { $n = nsecs % 2 + 1; for ($i : 0..$n) { @ = count() } } interval:ms:50 { printf("attached\n") }' > other 2>&1 & other=$!
        i=0; while [ $i -lt 300 ] && ! grep -q attached other; do sleep 0.1; i=$((i+1)); done
        """;

    private const string Umask = "-c '/tracer workload umask times=3'";

    /// <summary>Name, what is asked of the tracer, and what its output holds.</summary>
    private static readonly (string Name, string Arguments, string Said)[] s_cases =
    [
        ("list", "-l 'fentry:bpf:p*_begin'", "fentry:bpf:ID:p0_begin"),
        ("attached", "--dry-run -e 'fentry:bpf:p0_begin { printf(\"%s\", probe) } fexit:bpf:p0_b* { @++ }'", "Attached 2 probes"),
        ("by-id", "--dry-run -e \"fexit:bpf:$(bpftool prog show pinned /sys/fs/bpf/object/p0_begin | head -1 | cut -d: -f1):* { @++ }\"", "Attached 1 probe"),
        ("arguments", "-e 'fentry:bpf:p0_begin { print(arg0) }'", "arguments of BPF programs are not known"),
        ("unknown", "-e 'fentry:bpf:p0_begni { }'", "no BPF program with types has a function 'p0_begni'"),
        ("unknown-id", "-e 'fentry:bpf:999999:p0_begin { }'", "there is no BPF program 999999 with types that has a function 'p0_begin'"),
        ("other-mechanism", "-e 'fmod_ret:bpf:p0_begin { }'", "fmod_ret does not reach BPF programs"),
    ];

    private IReadOnlyDictionary<string, string> _said = new Dictionary<string, string>();

    private static IEnumerable<string> Names => s_cases.Select(c => c.Name);

    [OneTimeSetUp]
    public async Task Boot() => _said = await ShellGuest.RunAsync(
        series,
        [
            ("load", Load),
            .. s_cases.Select(c => (c.Name, $"/tracer {c.Arguments}")),
            ("other", Other),
            ("fires", $"/tracer -q -e 'fentry:bpf:probe {{ printf(\"a\") }} fexit:bpf:probe {{ printf(\"%d\", retval) }} fexit:bpf:prob* {{ printf(\"b;\") }}' {Umask}"),
            ("fires-list", "/tracer -l 'fexit:bpf:*'"),
            ("stop", "kill $other; wait $other"),
        ],
        CancellationToken.None,
        programs: ["bpftool"]);

    [TestCaseSource(nameof(Names))]
    public void A_program_is_found_and_attached_to_by_its_name(string name)
    {
        var id = _said["load"].Should().MatchRegex("^id [0-9]+$").And.Subject[3..];

        _said[name].Should().Contain(s_cases.Single(c => c.Name == name).Said.Replace("ID", id, StringComparison.Ordinal)).And.NotContain("   at ");
    }

    [Test]
    public void A_program_that_runs_is_seen_in_the_order_of_the_script()
    {
        if (series == "5.10")
            _said["fires"].Should().Contain("no BPF program with types has a function", "programs of this kernel have no loops that need types");
        else
            _said["fires"].Should().StartWith("a0b;a0b;a0b;", _said["fires-list"]);
    }
}
