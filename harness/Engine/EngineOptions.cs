using System.Text.Json.Serialization;
using Conformance.Engine.Output;

namespace Conformance.Engine;

/// <summary>In which order probes on one hook are attached.</summary>
public enum AttachOrder
{
    /// <summary>Whatever order makes them fire as the script writes them (the engine's promise).</summary>
    Script,

    /// <summary>As the script writes them: shows the bare kernel.</summary>
    Written,
}

/// <summary>What becomes of a probe whose place is not there (bpftrace's <c>missing_probes</c>).</summary>
public enum MissingProbes
{
    /// <summary>The script does not run.</summary>
    Error,

    /// <summary>The probe is left out, with a warning.</summary>
    Warn,

    /// <summary>The probe is left out.</summary>
    Ignore,
}

/// <summary>What of a script is run.</summary>
public enum ScriptRun
{
    /// <summary>Its probes; not its tests and benchmarks.</summary>
    Probes,

    /// <summary>Its <c>test:</c> probes.</summary>
    Tests,

    /// <summary>Its <c>bench:</c> probes.</summary>
    Benchmarks,
}

/// <summary>How the engine treats one script.</summary>
public sealed record EngineOptions
{
    /// <summary>Order of attachment, see <see cref="Engine.AttachOrder"/>.</summary>
    public AttachOrder AttachOrder { get; init; } = AttachOrder.Script;

    /// <summary>What of the script is run.</summary>
    public ScriptRun Run { get; init; }

    /// <summary>Record a <see cref="Firing"/> for each run of each probe whose predicate holds, without any change to the script.</summary>
    public bool RecordFirings { get; init; }

    /// <summary>Size of the ring buffer in bytes, a power of two and a multiple of the page size.</summary>
    public int RingBufferBytes { get; init; } = 1 << 20;

    /// <summary>Most entries a map holds (bpftrace's <c>max_map_keys</c>).</summary>
    public int MaxMapKeys { get; init; } = 4096;

    /// <summary>Most threads whose invocations are counted for each probe, where firings are recorded; further ones are recorded as invocation 0.</summary>
    public int MaxThreads { get; init; } = 512;

    /// <summary>Most probes a script may have, wildcards expanded (bpftrace's <c>max_probes</c>).</summary>
    public int MaxProbes { get; init; } = 1024;

    /// <summary>Only probes whose attach points match this regular expression are attached; begin and end probes always. <c>null</c> for all.</summary>
    public string? ProbeFilter { get; init; }

    /// <summary>What becomes of a probe whose place is not there.</summary>
    public MissingProbes MissingProbes { get; init; }

    /// <summary>Longest string, in bytes with its end (bpftrace's <c>max_strlen</c>).</summary>
    public int MaxStringLength { get; init; } = 1024;

    /// <summary>What is printed behind a text that was cut at the longest length (bpftrace's <c>str_trunc_trailer</c>).</summary>
    public string TruncationTrailer { get; init; } = "..";

    /// <summary>Most bytes of a file that cat() prints (bpftrace's <c>max_cat_bytes</c>).</summary>
    public int MaxCatBytes { get; init; } = 10240;

    /// <summary>How stacks are shown where the script does not say it: <c>bpftrace</c>, <c>perf</c> or <c>raw</c>.</summary>
    public string StackMode { get; init; } = "bpftrace";

    /// <summary>How what the script prints becomes text.</summary>
    [JsonIgnore] // A job over the wire is judged by its firings; what it prints comes back as plain text.
    public IOutputRenderer Output { get; init; } = OutputRenderers.Plain;

    /// <summary>Whether maps are printed when the script ends (bpftrace's <c>print_maps_on_exit</c>).</summary>
    public bool PrintMapsAtEnd { get; init; } = true;

    /// <summary>Settings that win over the script's own (<c>BPFTRACE_MAX_MAP_KEYS</c> and the like), by their names in a config block.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = NoVariables;

    private static IReadOnlyDictionary<string, string> NoVariables { get; } = new Dictionary<string, string>();

    /// <summary>What the command line gives to the script: <c>$1</c>, <c>$#</c>, <c>getopt</c>.</summary>
    public ScriptParameters Parameters { get; init; } = ScriptParameters.None;

    /// <summary>The process that <c>-p</c> names: probes are attached to it alone or filter by it; 0 for all processes.</summary>
    public int ProcessId { get; init; }

    /// <summary>The process that <c>-c</c> started (<c>cpid</c>); it has not made its first instruction when probes are attached. 0 if there is none.</summary>
    public int ChildProcessId { get; init; }

    /// <summary>Whether the script may change the machine (<c>system</c>, <c>signal</c>); <c>--unsafe</c>.</summary>
    public bool Unsafe { get; init; }

    /// <summary>Whether to tell at run time that reading memory or finding a map's entry failed, with the place in the script; <c>-k</c>.</summary>
    public bool ReportReadErrors { get; init; }

    /// <summary>Where <c>#include</c> looks, in this order; <c>-I</c>.</summary>
    public IReadOnlyList<string> IncludeDirectories { get; init; } = [];

    /// <summary>Headers that are read before the script; <c>--include</c>.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];
}

/// <summary>What the command line gives to a script.</summary>
/// <param name="Positional"><c>$1</c> and so on, in order.</param>
/// <param name="Named">What stood behind <c>--</c> as <c>--NAME=VALUE</c> or <c>--NAME</c> (then <c>true</c>); asked for by <c>getopt</c>.</param>
public sealed record ScriptParameters(IReadOnlyList<string> Positional, IReadOnlyDictionary<string, string> Named)
{
    /// <summary>Nothing was given.</summary>
    public static ScriptParameters None { get; } = new([], new Dictionary<string, string>());
}
