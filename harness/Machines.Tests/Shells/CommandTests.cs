using System.Globalization;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Shells;

/// <summary>
/// What the command line promises of the command of <c>-c</c>: all probes are live before its first instruction, begin comes before all and end after all, and a firing is printed or counted as lost.
/// The commands of one kernel share a guest.
/// </summary>
[TestFixture("5.10")]
[TestFixture("7.3")]
[CancelAfter(300_000)]
public class CommandTests(string series)
{
    private const int Calls = 20_000;

    /// <summary>With the one by which the workload sets the mask back.</summary>
    private const int AllCalls = Calls + 1;

    /// <summary>Name, script, and what it prints beside the program <c>/first</c>, whose first instruction is read(2) and whose second call is exit(2).</summary>
    private static readonly (string Name, string Script, string Printed)[] s_scripts =
    [
        ("tracepoint", "tracepoint:raw_syscalls:sys_enter / pid == cpid / { printf(\"%d \", args.id) }", "0 60 "),
        ("rawtracepoint", "rawtracepoint:sys_enter / pid == cpid / { printf(\"%d \", arg1) }", "0 60 "),
        ("kprobe", "kprobe:__x64_sys_read / pid == cpid / { printf(\"read \") } kprobe:__x64_sys_exit / pid == cpid / { printf(\"exit \") }", "read exit "),
        ("kretprobe", "kretprobe:__x64_sys_read / pid == cpid / { printf(\"read \") }", "read "),
        ("fentry", "fentry:__x64_sys_read / pid == cpid / { printf(\"read \") } fentry:__x64_sys_exit / pid == cpid / { printf(\"exit \") }", "read exit "),
        ("fexit", "fexit:__x64_sys_read / pid == cpid / { printf(\"read \") }", "read "),
        ("uprobe", $"uprobe:/first:0x{TinyProgram.Entry:x} {{ printf(\"first \") }}", "first "),
        ("many", "kprobe:vfs_* { @ = count() } fentry:vfs_w* { @ = count() } tracepoint:raw_syscalls:sys_enter / pid == cpid / { printf(\"%d \", args.id) } end { clear(@) }", "0 60 "),
        ("begin-end", "end { printf(\"E\") } tracepoint:raw_syscalls:sys_enter / pid == cpid / { printf(\"%d \", args.id) } begin { printf(\"B \") }", "B 0 60 E"),
    ];

    private IReadOnlyDictionary<string, string> _said = new Dictionary<string, string>();

    private static IEnumerable<string> Names => s_scripts.Select(s => s.Name);

    [OneTimeSetUp]
    public async Task Boot() => _said = await ShellGuest.RunAsync(
        series,
        [
            .. s_scripts.Select(s => (s.Name, $"/tracer -q -c /first -e '{s.Script}'; echo")),
            // Lines of 15 bytes and a buffer of one page: most find it full.
            ("storm", $"/tracer -q -e 'config = {{ perf_rb_pages = 1 }} begin {{ printf(\"begin\\n\") }} tracepoint:syscalls:sys_enter_umask {{ @ = count(); printf(\"here is a line\\n\") }} end {{ printf(\"end\\n\") }}' -c '/tracer workload umask times={Calls}' > out 2> err"),
            ("storm-begins", "head -1 out"),
            ("storm-ends", "tail -4 out"),
            ("storm-printed", "grep -c 'here is a line' out"),
            ("storm-lost", "cat err"),
        ],
        CancellationToken.None,
        files: new Dictionary<string, byte[]> { ["first"] = TinyProgram.ThatReadsAtOnceAndEndsWith(7) });

    [TestCaseSource(nameof(Names))]
    public void Probes_see_the_first_instruction_of_the_command(string name) => _said[name].Should().Be(s_scripts.Single(s => s.Name == name).Printed);

    [Test]
    public void In_a_storm_every_firing_is_printed_or_counted_as_lost()
    {
        _said["storm-lost"].Should().MatchRegex("^tracer: lost [0-9]+ events");
        var lost = int.Parse(_said["storm-lost"].Split(' ')[2], CultureInfo.InvariantCulture);

        lost.Should().BePositive("the storm must be one");
        (int.Parse(_said["storm-printed"], CultureInfo.InvariantCulture) + lost).Should().Be(AllCalls);
        _said["storm-begins"].Should().Be("begin");
        _said["storm-ends"].Should().Be($"end\n\n\n@: {AllCalls}");
    }
}
