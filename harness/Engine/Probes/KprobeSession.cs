namespace Conformance.Engine.Probes;

/// <summary>
/// Entry and return of kernel functions by one program of one link (Linux 6.10), which runs twice an invocation. The context is the registers of the moment, so
/// arguments mean something at entry and the return value at return; <c>session_is_return</c> tells which it is.
/// </summary>
public sealed class KprobeSession : KprobeLinkMechanism
{
    public override string Name => "kprobe.session";

    /// <summary>BPF_TRACE_KPROBE_SESSION.</summary>
    public override uint ExpectedAttachType => 56;

    internal override bool AtReturn => false;

    public override bool IsSession => true;

    public override bool HasReturnValue => true;

    public override string? Alternative => "kprobe";
}
