namespace Conformance.Harness.Invariants;

/// <summary>The trampoline of fexit returns to the address that a kretprobe has replaced, so it is done first.</summary>
public sealed class FexitBeforeKretprobe()
    : BeforeInvariant(11, "fexit-before-kretprobe", Layer.Kernel, "At exit fexit runs before kretprobe, in any attach order.", ["fexit"], ["kretprobe", "kretprobe.multi"]);
