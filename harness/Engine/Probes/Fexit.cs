namespace Conformance.Engine.Probes;

/// <summary>Exit of a kernel function through a BPF trampoline; sees the arguments and the return value.</summary>
public sealed class Fexit : Trampoline
{
    public override string Name => "fexit";

    public override IReadOnlyList<string> Aliases => ["kretfunc", "fr"];

    /// <summary>BPF_TRACE_FEXIT.</summary>
    public override uint ExpectedAttachType => 25;

    public override bool HasReturnValue => true;

    internal override Mechanism? ForMany => Mechanisms.FexitMulti;

    public override string? Alternative => "kretprobe";
}
