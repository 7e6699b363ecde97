namespace Conformance.Harness.Invariants;

/// <summary>The breakpoint or ftrace handler of a kprobe sits before the trampoline's call.</summary>
public sealed class KprobeBeforeFentry()
    : BeforeInvariant(10, "kprobe-before-fentry", Layer.Kernel, "At entry kprobe and kprobe.multi run before fentry, in any attach order.", ["kprobe", "kprobe.multi"], ["fentry"]);
