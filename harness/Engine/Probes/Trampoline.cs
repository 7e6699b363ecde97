using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>A program that a kernel function calls through a BPF trampoline, with the function's own types.</summary>
public abstract class Trampoline : Mechanism
{
    /// <summary>BPF_PROG_TYPE_TRACING.</summary>
    public override uint ProgramType => 26;

    public override bool NeedsBtfFunction => true;

    public override bool HasTypedArguments => true;

    public override bool HasRegisterArguments => true;

    internal override bool DetachesInTurn => true;

    internal override void Resolve(PlaceRequest request) => KernelFunctionPlaces.Resolve(request, offsets: false);

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => TrampolineLink.Open(program, target);

    public override ContextField Argument(ProbeTarget target, int index) => TrampolineContext.Argument(target.Function!, index);

    public override ContextField TypedArgument(ProbeTarget target, int index) => TrampolineContext.Argument(target.Function!, index);

    public override ContextField ReturnValue(ProbeTarget target) => TrampolineContext.ReturnValue(target.Function!);

    public override string? Alternative => "kprobe";
}
