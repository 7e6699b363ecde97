using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Entry of a kernel function through a BPF trampoline.</summary>
public sealed class Fentry : Mechanism
{
    public override string Name => "fentry";

    public override IReadOnlyList<string> Aliases => ["kfunc", "f"];

    /// <summary>BPF_PROG_TYPE_TRACING.</summary>
    public override uint ProgramType => 26;

    /// <summary>BPF_TRACE_FENTRY.</summary>
    public override uint ExpectedAttachType => 24;

    public override bool NeedsBtfFunction => true;

    public override bool HasTypedArguments => true;

    public override bool HasRegisterArguments => true;

    internal override bool DetachesInTurn => true;

    internal override Descriptor Attach(Descriptor program, ProbeTarget target, PerfUnits units) => TrampolineLink.Open(program, target);

    public override ContextField Argument(ProbeTarget target, int index) => TrampolineContext.Argument(target.Function!, index);

    public override ContextField TypedArgument(ProbeTarget target, int index) => TrampolineContext.Argument(target.Function!, index);
}
