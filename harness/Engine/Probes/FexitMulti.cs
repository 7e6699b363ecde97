namespace Conformance.Engine.Probes;

/// <summary>Exit of many kernel functions through one link.</summary>
public sealed class FexitMulti : TrampolineMulti
{
    public override string Name => "fexit.multi";

    /// <summary>BPF_TRACE_FEXIT_MULTI.</summary>
    public override uint ExpectedAttachType => 60;

    public override bool HasReturnValue => true;

    public override string? Alternative => "fexit";
}
