namespace Conformance.Engine.Probes;

/// <summary>Entry of many kernel functions through one link.</summary>
public sealed class FentryMulti : TrampolineMulti
{
    public override string Name => "fentry.multi";

    /// <summary>BPF_TRACE_FENTRY_MULTI.</summary>
    public override uint ExpectedAttachType => 59;

    public override string? Alternative => "fentry";
}
