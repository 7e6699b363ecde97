namespace Conformance.Engine.Probes;

/// <summary>
/// Entry and exit of a kernel function by one program on its trampoline (Linux 7.0), which runs twice an invocation with the same arguments; the return value is 0 at entry, and
/// <c>session_is_return</c> tells which it is.
/// </summary>
public sealed class Fsession : Trampoline
{
    public override string Name => "fsession";

    /// <summary>BPF_TRACE_FSESSION.</summary>
    public override uint ExpectedAttachType => 58;

    internal override bool IsVariant => true;

    public override bool IsSession => true;

    public override bool HasReturnValue => true;

    internal override Mechanism? ForMany => Mechanisms.FsessionMulti;

    public override string? Alternative => "fexit";
}
