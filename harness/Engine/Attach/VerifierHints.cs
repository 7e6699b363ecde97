namespace Conformance.Engine.Attach;

/// <summary>What to do about complaints of the verifier that have a cause outside our code generation: a new one is a line here.</summary>
internal static class VerifierHints
{
    /// <summary>What our compiler accepts, every kernel should accept.</summary>
    private const string Ours = "this is a mistake of the tracer: please report it with the script, what -v shows, and what --info prints";

    private static readonly (string Part, string Hint)[] s_known =
    [
        ("too large", "the program is more than this kernel examines: split the probe, or make loops and unrolls shorter"),
        ("too many instructions", "the program is more than this kernel takes: split the probe, or make loops and unrolls shorter"),
        ("too complex", "the probe branches more than this kernel examines: split it, or use fewer conditions in loops"),
        ("too many states", "the probe branches more than this kernel examines: split it, or use fewer conditions in loops"),
        ("number of maps per program", "one probe may use 64 maps: use one map with a key instead of several, or split the probe"),
        ("back-edge", "this kernel takes no loops: use unroll, or a newer kernel"),
        ("combined stack size", "the probe needs more stack than BPF gives: use shorter strings, or split it"),
        ("cannot use helper", "this kernel does not offer that function to probes of this kind: use another mechanism or a newer kernel"),
        ("unknown func", "this kernel does not offer that function to probes of this kind: use another mechanism or a newer kernel"),
        ("invalid func", "this kernel does not have that function: use another one or a newer kernel"),
        ("kernel subsystem misconfigured", "the kernel was built without something this needs; its log (dmesg) may say what"),
        ("is not allowed in", "the kernel does not allow this on that hook: use another function or mechanism"),
        ("error injection", "this function does not allow its return value to be changed; /sys/kernel/debug/error_injection/list holds those that do"),
        ("doesn't exist in vmlinux", "this kernel has no such function or type: look for it with tracer -l"),
    ];

    /// <summary>Kernels end silently with an error number where a long program outgrows one of their tables or jumps; short programs never meet those.</summary>
    private const int Long = 10_000;

    /// <summary>The hint for what the verifier said.</summary>
    /// <param name="words">Its complaint; empty if it made none.</param>
    /// <param name="instructions">How long the program is.</param>
    public static string For(string words, int instructions)
    {
        if (words.Length == 0 && instructions > Long)
            return $"the program has {instructions:N0} instructions, more than this kernel can carry out: split the probe in two";
        foreach (var (part, hint) in s_known)
        {
            if (words.Contains(part, StringComparison.OrdinalIgnoreCase))
                return $"{hint}; -v shows the verifier's log";
        }

        return Ours;
    }
}
