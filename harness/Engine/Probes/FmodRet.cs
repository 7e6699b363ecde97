using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>
/// Runs between entry and body of a kernel function; a program that returns anything but 0 would skip the body. Ours return 0. The kernel allows it on functions that are
/// made for it only: security hooks and those marked for error injection (<c>check_attach_modify_return</c>, kernel/bpf/verifier.c).
/// </summary>
public sealed class FmodRet : Trampoline
{
    public override string Name => "fmod_ret";

    /// <summary>BPF_MODIFY_RETURN.</summary>
    public override uint ExpectedAttachType => 26;

    public override string? Alternative => "fentry";

    internal override bool TrialIsCalled => false;

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types)
    {
        // A security hook, which the kernel always allows.
        const string Hook = "security_task_getpgid";
        return types.FindFunction(Hook) is { } function
            ? (new ProbeTarget(this, Hook, $"{Name}:{Hook}", function) { Place = new KernelPlace(Hook, null, 0), FunctionName = Hook }, null)
            : (null, types.MissingReason ?? $"BTF does not know {Hook}");
    }
}
