using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Exit of a kernel function through a BPF trampoline; sees the arguments and the return value.</summary>
public sealed class Fexit : Mechanism
{
    public override string Name => "fexit";

    public override IReadOnlyList<string> Aliases => ["kretfunc", "fr"];

    /// <summary>BPF_PROG_TYPE_TRACING.</summary>
    public override uint ProgramType => 26;

    /// <summary>BPF_TRACE_FEXIT.</summary>
    public override uint ExpectedAttachType => 25;

    public override bool NeedsBtfFunction => true;

    public override bool HasTypedArguments => true;

    public override bool HasRegisterArguments => true;

    public override bool HasReturnValue => true;

    internal override bool DetachesInTurn => true;

    internal override Descriptor Attach(Descriptor program, ProbeTarget target, PerfUnits units) => TrampolineLink.Open(program, target);

    public override ContextField Argument(ProbeTarget target, int index) => TrampolineContext.Argument(target.Function!, index);

    public override ContextField TypedArgument(ProbeTarget target, int index) => TrampolineContext.Argument(target.Function!, index);

    public override ContextField ReturnValue(ProbeTarget target) => TrampolineContext.ReturnValue(target.Function!);
}
