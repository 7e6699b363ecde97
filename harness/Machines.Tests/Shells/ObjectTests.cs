namespace Conformance.Machines.Tests.Shells;

/// <summary>
/// What <c>--emit-elf</c> writes is loaded by somebody else's loader, mechanism by mechanism. Sessions, uprobe.multi and the multi forms of trampolines have sections that only newer
/// releases of libbpf know than this machine's bpftool has.
/// </summary>
[CancelAfter(300_000)]
public class ObjectTests
{
    private const string Functions = """
        load() { /tracer --emit-elf object.o -e "$1" && bpftool prog loadall object.o /sys/fs/bpf/object && echo "programs: $(ls /sys/fs/bpf/object | wc -l)"; rm -rf /sys/fs/bpf/object; }
        """;

    private static readonly string[] s_scripts =
    [
        "begin { @ = 1 } end { printf(\"%d\", @) }",
        "kprobe:vfs_read { @[comm] = count() }",
        "kprobe:vfs_read+4 { @ = count() }",
        "kretprobe:vfs_read { @ = hist(retval) }",
        "kprobe.multi:vfs_rea* { @[func] = count() }",
        "kretprobe.multi:vfs_read { @ = count() }",
        "fentry:vfs_read { printf(\"%s\", comm) }",
        "fexit:vfs_read { @ = retval }",
        "fmod_ret:security_file_open { @ = count() }",
        "tracepoint:syscalls:sys_enter_umask { @ = args.mask }",
        "rawtracepoint:sys_enter { @ = arg1 }",
        "tp_btf:sys_enter { @ = args.id }",
        "uprobe:/tracer:conformance_function { @ = arg0 }",
        "uretprobe:/tracer:conformance_function { @ = retval }",
        "interval:s:1 { @ = count() }",
        "profile:hz:99 { @[kstack(3)] = count() }",
        "software:faults:1 { @ = count() }",
        "hardware:cycles:100000 { @ = count() }",
        "watchpoint:0x1000:8:w { @ = count() }",
        "iter:task { @ = count() }",
        "kprobe:vfs_read { for ($i : 0..nsecs) { @ = $i } }",
    ];

    [Test]
    public async Task Bpftool_loads_an_object_of_every_mechanism(CancellationToken cancellationToken)
    {
        var said = await ShellGuest.RunAsync(
            "7.3", [("functions", Functions), .. s_scripts.Select((script, i) => ($"{i}", $"load '{script}'"))], cancellationToken, programs: ["bpftool"]);

        for (var i = 0; i < s_scripts.Length; i++)
            said[$"{i}"].Should().EndWith($"programs: {(i == 0 ? 2 : 1)}", s_scripts[i]);
    }
}
