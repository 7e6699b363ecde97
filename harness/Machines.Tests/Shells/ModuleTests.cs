using Conformance.Images;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Shells;

/// <summary>
/// Probes on functions of a kernel module, in guests that load one (tun, whose functions run when somebody opens /dev/net/tun): by name and wildcard, with and without the module's name, and with its types.
/// 5.10 loads modules but knows no types of them. The commands of one kernel share a guest.
/// </summary>
[TestFixture("5.10")]
[TestFixture("6.1")]
[TestFixture("7.3")]
[CancelAfter(300_000)]
public class ModuleTests(string series)
{
    private const string WithoutTypes = "this kernel does not know the types of module tun, which {0} needs: it has no /sys/kernel/btf/tun";

    /// <summary>Name, what is asked of the tracer, what it says in one line, and what 5.10 says if that is something else.</summary>
    private static readonly (string Name, string Arguments, string Said, string? WithoutTypes)[] s_cases =
    [
        ("kprobe", Traced("kprobe:tun:tun_chr_open { printf(\"%s %s;\", probe, func) }"), "kprobe:tun:tun_chr_open tun_chr_open;", null),
        ("kprobe-alone", Traced("kprobe:tun_chr_open { printf(\"%s %s;\", probe, func) }"), "kprobe:tun_chr_open tun_chr_open;", null),
        ("kprobe-inside", Traced("kprobe:tun:tun_chr_open+0 { printf(\"%s;\", probe) }"), "kprobe:tun:tun_chr_open+0;", null),
        ("kprobe-wildcard", Traced("kprobe:tun:tun_chr_* { printf(\"%s;\", func) }"), "tun_chr_open;tun_chr_close;", null),
        ("kretprobe", Traced("kretprobe:tun:tun_chr_open { printf(\"%d;\", retval) }"), "0;", null),
        ("kprobe-order", Traced("kprobe:tun_chr_open { printf(\"a\") } kprobe:tun:tun_chr_o* { printf(\"b\") } kprobe:tun:tun_chr_open { printf(\"c;\") }"), "abc;", null),
        ("kprobe-types", Traced("kprobe:tun:tun_chr_open { printf(\"%d;\", sizeof(struct tun_file) > 8) }"), "1;", "unknown type 'struct tun_file'"),
        ("fentry", Traced("fentry:tun:tun_chr_open { printf(\"%s %s %d;\", probe, func, args.file.f_flags & 3) }"), "fentry:tun:tun_chr_open tun_chr_open 0;", Lacking("fentry")),
        ("fentry-alone", Traced("fentry:tun_chr_open { printf(\"%s;\", probe) }"), "fentry:tun:tun_chr_open;", Lacking("fentry")),
        ("fexit", Traced("fexit:tun:tun_chr_open { printf(\"%d;\", retval) }"), "0;", Lacking("fexit")),
        ("fentry-wildcard", Traced("fentry:tun:tun_chr_* { printf(\"%s;\", func) }"), "tun_chr_open;tun_chr_close;", "no function of this kernel matches 'tun:tun_chr_*'"),
        ("fentry-any-module", Traced("fentry:*:tun_chr_o* { printf(\"%s;\", probe) }"), "fentry:tun:tun_chr_open;", "no function of this kernel matches"),
        ("fentry-order", Traced("fentry:tun:tun_chr_open { printf(\"a\") } fentry:tun_chr_o* { printf(\"b\") } fexit:tun:tun_chr_o* { printf(\"c\") } fexit:tun_chr_open { printf(\"d;\") }"), "abcd;", "no function of this kernel matches"),
        ("fentry-types", Traced("fentry:tun:tun_chr_close { printf(\"%d;\", ((struct tun_file *)args.file.private_data).socket.file == args.file) }"), "1;", Lacking("fentry")),
        ("beside-the-kernel", Traced("fentry:tun:tun_chr_open, fentry:security_file_open / comm == \"opener\" && func != \"\" / { @[func] = 1 } end { printf(\"%d;\", len(@)); clear(@) }"), "2;", Lacking("fentry")),
        ("list", "-l 'fentry:tun:tun_chr_o*'", "fentry:tun:tun_chr_open", "no probe of this machine matches"),
        ("list-kprobes", "-l 'kprobe:tun:tun_chr_o*'", "kprobe:tun:tun_chr_open", null),
        ("list-arguments", "-lv 'fexit:tun:tun_chr_open'", "fexit:tun:tun_chr_open\n    struct inode * inode\n    struct file * file\n    int retval", "no probe of this machine matches"),
        ("list-type", "-lv 'struct tun_file' | head -1", "tun: struct tun_file {", "the kernel's BTF has no struct tun_file, nor have"),
        ("no-function", "-e 'fentry:tun:tun_chr_opne { }'", "module tun has no function 'tun_chr_opne' that fentry could use", Lacking("fentry")),
        ("no-module", "-e 'fentry:nut:tun_chr_open { }'", "no module 'nut' is loaded", null),
        ("multi", "-e 'fentry.multi:tun:tun_chr_open { }'", "fentry.multi takes functions of the kernel itself only", null),
    ];

    private IReadOnlyDictionary<string, string> _said = new Dictionary<string, string>();

    private static IEnumerable<string> Names => s_cases.Select(c => c.Name);

    [OneTimeSetUp]
    public async Task Boot()
    {
        var store = new KernelStore();
        var module = await store.FetchModuleAsync(await store.FetchAsync(series, progress: null, CancellationToken.None), "tun", progress: null, CancellationToken.None);
        _said = await ShellGuest.RunAsync(
            series,
            [("load", "insmod /tun.ko; printf '#!/bin/sh\\n: < /dev/net/tun\\n' > opener; chmod +x opener"), .. s_cases.Select(c => (c.Name, $"/tracer {c.Arguments}"))],
            CancellationToken.None,
            files: new Dictionary<string, byte[]> { ["tun.ko"] = await File.ReadAllBytesAsync(module) });
    }

    [TestCaseSource(nameof(Names))]
    public void A_module_is_traced_like_the_kernel_itself(string name)
    {
        var (_, _, said, withoutTypes) = s_cases.Single(c => c.Name == name);

        _said["load"].Should().BeEmpty();
        if (series == "5.10" && withoutTypes is not null)
            _said[name].Should().Contain(withoutTypes).And.NotContain("   at ");
        else
            _said[name].TrimEnd('\n').Should().Match(said.EndsWith(';') || name.StartsWith("list", StringComparison.Ordinal) ? said : $"*{said}*");
    }

    private static string Traced(string script) => $"-q -c /tmp/opener -e '{script}'";

    private static string Lacking(string mechanism) => string.Format(System.Globalization.CultureInfo.InvariantCulture, WithoutTypes, mechanism);
}
