namespace Conformance.Engine.Probes;

/// <summary>Entry of a kernel function through a BPF trampoline.</summary>
public sealed class Fentry : Trampoline
{
    public override string Name => "fentry";

    public override IReadOnlyList<string> Aliases => ["kfunc", "f"];

    /// <summary>BPF_TRACE_FENTRY.</summary>
    public override uint ExpectedAttachType => 24;

    internal override Mechanism? ForMany => Mechanisms.FentryMulti;
}
