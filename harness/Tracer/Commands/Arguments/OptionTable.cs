using System.Globalization;
using Conformance.Engine;
using Conformance.Engine.Output;
using Conformance.Tracer.Commands.Stages;

namespace Conformance.Tracer.Commands.Arguments;

/// <summary>All options: a new one is a line here. The help text and the parser know no others.</summary>
internal static class OptionTable
{
    /// <summary>In the order of the help text.</summary>
    public static IReadOnlyList<OptionGroup> Groups { get; } =
    [
        new("what to run",
        [
            new(["-e"], "PROGRAM", "run this script instead of a file", (o, v) => o with { Program = v }),
            new(["-c", "--cmd"], "COMMAND", "run COMMAND and end with it; it makes its first instruction when all\nprobes are attached, and 'cpid' is its process", (o, v) => o with { Command = v }),
            new(["-p", "--pid"], "PID", "trace this process only, and end with it", (o, v) => o with { ProcessId = ProcessId(v) }),
            new(["-I"], "DIR", "look for headers in DIR (may be repeated)", (o, v) => o with { IncludeDirectories = [.. o.IncludeDirectories, v] }),
            new(["--include"], "FILE", "read this header before the script (may be repeated)", (o, v) => o with { Includes = [.. o.Includes, v] }),
            new(["--test"], "run the script's test: probes and tell which pass", o => o with { Run = ScriptRun.Tests }),
            new(["--bench"], "measure the script's bench: probes, by the kernel's own statistics", o => o with { Run = ScriptRun.Benchmarks }),
            new(["--mode"], "MODE", "test or bench: the same as --test and --bench", (o, v) => o with { Run = OneOf("--mode", v, "test", "bench") == "test" ? ScriptRun.Tests : ScriptRun.Benchmarks }),
            new(["--unsafe"], "allow functions that may change the machine (system, signal)", o => o with { Unsafe = true }),
            new(["--attach-order"], "ORDER", "script: probes on one hook fire as the script writes them (default)\nwritten: attach as the script writes them, which shows the bare kernel",
                (o, v) => o with { AttachOrder = Order(v) }),
            new(["--probe-filter"], "REGEX", "attach only the probes whose names match; begin and end in any case", (o, v) => o with { ProbeFilter = v }),
            new(["--usdt-file-activation"], "accepted: the kernel activates usdt probes by file in any case", o => o),
            new(["--no-feature"], "FEATURE", "accepted: kprobe_multi, kprobe_session and uprobe_multi are used only\nwhere the script asks for them", Features),
        ]),
        new("output",
        [
            new(["-o", "--output"], "FILE", "write output to FILE; errors and the command's own output are not\npart of it", (o, v) => o with { OutputFile = v }),
            new(["-f"], "FORMAT", "text (default), or json: one JSON object a line", (o, v) => o with { Format = OneOf("-f", v, [.. OutputRenderers.Names]) }),
            new(["-B"], "MODE", "write output by line (default), none: at once, full: when the buffer\nis full", (o, v) => o with { Buffering = Mode(v) }),
            new(["-q", "--quiet"], "print nothing but what the script prints", o => o with { Quiet = true }),
            new(["-v", "--verbose"], "tell timings, attach order, and the verifier's log of a refused program;\nwith -l the arguments of each probe", o => o with { Verbose = true }),
            new(["-k", "-kk", "--warnings"], "tell where in the script memory could not be read or a map had no\nentry; such a value is 0", o => o with { ReportReadErrors = true }),
            new(["--no-warnings"], "no warnings", o => o with { NoWarnings = true }),
        ]),
        new("instead of running",
        [
            new(["-l", "--list"], "list the machine's probes that match a pattern (kprobe:*sleep*), or,\nwith a script, the probes that it would attach", o => o with { Mode = TracerMode.List }),
            new(["--dry-run"], "load and attach everything, then end", o => o with { DryRun = true }),
            new(["-d", "--debug"], "STAGE", $"print what a stage makes of the script (with --dry-run, then end):\n{StageTable.Names}", (o, v) => o with { Stages = [.. o.Stages, .. StageTable.Parse(v)] }),
            new(["--emit-elf"], "FILE", "write the script as an object file for libbpf, bpftool and\nllvm-objdump -S, and end", (o, v) => o with { ElfFile = v }),
            new(["--info"], "what this kernel can do, found out by trying", o => o with { Mode = TracerMode.Info }),
            new(["-V", "--version"], "print the version", o => o with { Mode = TracerMode.Version }),
            new(["-h", "--help"], "print this text", o => o with { Mode = TracerMode.Help }),
        ]),
    ];

    /// <summary>What users of bpftrace may try, and what to tell them.</summary>
    public static IReadOnlyList<RefusedOption> Refused { get; } =
    [
        new("--aot", "there is nothing to compile ahead of time: a script is attached within milliseconds. --emit-elf FILE writes the programs as an object"),
        new("--fmt", "this tracer prints scripts without their comments. -d tree shows how it reads the script"),
        new("--emit-llvm", "no LLVM is involved. -d instructions shows the code, --emit-elf FILE writes it"),
        new("--verify-llvm-ir", "no LLVM is involved. -d instructions shows the code"),
        new("--debuginfo", "DWARF of traced programs is not read; functions are found in their ELF symbols. Leave it out"),
        new("--dwarf-pid", "stacks of programs are unwound by frame pointers, without DWARF. Leave it out"),
        new("--traceable-functions", "the kernel itself says what can be traced. Leave it out"),
    ];

    /// <summary>The option of that spelling, or <c>null</c>.</summary>
    public static Option? Find(string name) => All.FirstOrDefault(o => o.Names.Contains(name));

    /// <summary>All spellings, also those that are refused.</summary>
    public static IEnumerable<string> Names => All.SelectMany(o => o.Names).Concat(Refused.Select(r => r.Name));

    private static IEnumerable<Option> All => Groups.SelectMany(g => g.Options);

    private static int ProcessId(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? id
            : throw new UsageException($"-p wants the number of a process, not '{value}': see ps(1), or use -p $(pgrep NAME)");

    private static AttachOrder Order(string value) =>
        OneOf("--attach-order", value, "script", "written") == "script" ? AttachOrder.Script : AttachOrder.Written;

    private static Buffering Mode(string value) => OneOf("-B", value, "line", "none", "full") switch
    {
        "none" => Buffering.None,
        "full" => Buffering.Full,
        _ => Buffering.Line,
    };

    private static ScriptOptions Features(ScriptOptions options, string value)
    {
        foreach (var feature in value.Split(','))
            OneOf("--no-feature", feature, "kprobe_multi", "kprobe_session", "uprobe_multi");
        return options;
    }

    private static string OneOf(string option, string value, params string[] known) => known.Contains(value)
        ? value
        : throw new UsageException($"{option} is {string.Join(", ", known[..^1].Select(k => $"'{k}'"))} or '{known[^1]}', not '{value}'");
}
