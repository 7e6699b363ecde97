namespace Conformance.Engine.Probes;

/// <summary>
/// Entry and return of functions of one file by one program of one link (Linux 6.13), which runs twice an invocation: arguments mean something at entry, the return value at return, and
/// <c>session_is_return</c> tells which it is.
/// </summary>
public sealed class UprobeSession : UserLinkMechanism
{
    public override string Name => "uprobe.session";

    /// <summary>BPF_TRACE_UPROBE_SESSION.</summary>
    public override uint ExpectedAttachType => 57;

    internal override bool AtReturn => false;

    public override bool IsSession => true;

    public override bool HasReturnValue => true;

    /// <summary>A probe in the middle of a function has no return of its own.</summary>
    internal override void Resolve(PlaceRequest request) => UserFunctionPlaces.Resolve(request, offsets: false);

    public override string? Alternative => "uprobe";
}
