using System.Globalization;
using Conformance.Engine;
using Conformance.Harness.Runs;
using Conformance.Harness.Text;
using Conformance.Machines;

namespace Conformance.Harness.Configuration;

/// <summary>The table of all keys: documentation, help and validation come from here.</summary>
public static class ConfigurationKeys
{
    /// <summary>All keys, in the order of the help.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        List("kernels", "5.10,6.1,6.12,6.18,7.3", "6.12, 6.12-rt, 6.12..7.1, releases, files, or all", "Kernels to run on: a series is its newest cloud build, -rt and -full are other flavours; a file is a bzImage, a .deb or a build tree.", AnyText),
        new("kernels_lock", "", "file", "Lock file of an earlier run (kernels.lock.json): exactly its kernels, to the byte.", Text),
        List("engines", "tracer", string.Join(", ", Engines.Names) + ", bpftrace-VERSION, names of peers", "Engines to judge; other tracers come from the mirror or from the section peers.", AnyText),
        new("suites", "*", "glob", "Suites to run: * any text, ? one character, comma for or.", AnyText),
        new("cases", "*", "glob", "Cases to run: * any text, ? one character, comma for or.", AnyText),
        new("machine", "vm", "vm, container, local", "Where engines run.", OneOf("vm", "container", "local")),
        new("container_engine", "", "own, or an address", "The engine that containers run in; empty: DOCKER_HOST or /var/run/docker.sock; own starts a dockerd for this run alone.", Text),
        new("jobs", "0", "0 to 64", "Machines side by side; 0 takes as many as cores and memory allow.", Number(0, 64)),
        new("accel", "auto", "auto, kvm, tcg", "How a guest's processor runs; auto takes KVM only where a guest really starts on it.", OneOf<Accelerator>()),
        new("isolation", "kernel", "kernel, case", "A fresh machine for each kernel, or for each measurement.", OneOf<Isolation>()),
        new("start", "restored", "restored, booted", "Virtual machines from a guest that was saved once it had booted, or each by a boot of its own.", OneOf<MachineStart>()),
        new("repeat", "1", "1 to 10000", "Rounds: every case is measured so often; an outcome that varies is reported with its rate and never settled by trying again.", Number(1, 10000)),
        new("out", "", "directory", "Where results go; empty: out/ and the time of the start.", Text),
        new("resume", "", "directory", "Output directory of an earlier run to go on with.", Text),
        new("attach_order", "script", "script, written", "How our engine attaches: so that probes fire in script order, or as written (the bare kernel).", OneOf<AttachOrder>()),
        new("memory_mib", "512", "128 to 65536", "Memory of a guest in MiB.", Number(128, 65536)),
        new("cpus", "2", "1 to 64", "CPUs of a guest for the cases that want several; 1 runs them on one.", Number(1, 64)),
        new("boot_deadline", "60s", "time: 90s, 2m", "Most time from a machine's start to its agent's first word; a slow machine gets more.", Duration),
        new("case_deadline", "60s", "time: 90s, 2m", "Most time for one measurement; a slow machine gets more.", Duration),
        new("cache", "", "directory", "Where kernels, images and saved guests are kept; empty: ~/.cache/conformance.", Text),
        new("saved_guests_mib", "4096", "0 to 1048576", "Most disk that saved guests may take in the cache; 0 saves none.", Number(0, 1048576)),
        new("tracer", "", "file", "The static tracer binary; empty: the one the launcher builds.", Text),
        new("expectations", "", "file", "Known failures; empty: fixtures/expectations.json of the house.", Text),
    ];

    /// <summary>The key of that name, or <c>null</c>; upper and lower case alike.</summary>
    public static ConfigurationKey? Find(string name) =>
        All.FirstOrDefault(key => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The table as Markdown, for the README and <c>--help</c>.</summary>
    public static string ToMarkdown() => string.Join('\n',
        All.Select(key => $"| `{key.Name}` | `{key.Variable}` | `{key.Option}` | {key.Values} | {(key.Default.Length == 0 ? "" : $"`{key.Default}`")} | {key.Help} |")
            .Prepend("| --- | --- | --- | --- | --- | --- |")
            .Prepend("| key | variable | option | values | default | meaning |"));

    private static ConfigurationKey List(string name, string @default, string values, string help, Func<string, string> parse) =>
        new(name, @default, values, help, parse) { IsList = true };

    private static string Text(string text) => text;

    private static string AnyText(string text) => text.Length > 0 ? text : throw new FormatException("it is empty");

    private static Func<string, string> OneOf(params IReadOnlyCollection<string> names) => text =>
        names.Contains(text) ? text : throw new FormatException($"there is no such value. {NearNames.Hint(text, names)}");

    private static Func<string, string> OneOf<T>()
        where T : struct, Enum =>
        OneOf(Enum.GetNames<T>().Select(name => name.ToLowerInvariant()).ToArray());

    private static Func<string, string> Number(int least, int most) => text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? text
            : throw new FormatException($"it must be a whole number from {least} to {most}");

    /// <summary>Seconds, or a number with ms, s or m.</summary>
    private static string Duration(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        double? unit = text[digits..] switch { "" or "s" => 1, "ms" => 0.001, "m" => 60, _ => null };
        if (unit is null || !int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            throw new FormatException("it must be a time like 90s, 1500ms or 2m");
        return TimeSpan.FromSeconds(number * unit.Value).ToString("c", CultureInfo.InvariantCulture);
    }
}
