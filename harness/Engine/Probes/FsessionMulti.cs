namespace Conformance.Engine.Probes;

/// <summary>Entry and exit of many kernel functions through one link.</summary>
public sealed class FsessionMulti : TrampolineMulti
{
    public override string Name => "fsession.multi";

    /// <summary>BPF_TRACE_FSESSION_MULTI.</summary>
    public override uint ExpectedAttachType => 61;

    public override bool IsSession => true;

    public override bool HasReturnValue => true;

    public override string? Alternative => "fsession";
}
