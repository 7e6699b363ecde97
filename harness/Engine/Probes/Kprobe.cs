using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Entry of a kernel function through a kprobe perf event.</summary>
public sealed class Kprobe : Mechanism
{
    public override string Name => "kprobe";

    public override IReadOnlyList<string> Aliases => ["k"];

    /// <summary>BPF_PROG_TYPE_KPROBE.</summary>
    public override uint ProgramType => 2;

    public override bool HasRegisterArguments => true;

    public override bool HasTypedArguments => true;

    internal override Descriptor Attach(Descriptor program, ProbeTarget target, PerfUnits units) => KprobeEvent.Open(program, target, units, atReturn: false);

    public override ContextField Argument(ProbeTarget target, int index) => RegisterContext.Argument(index);

    public override ContextField TypedArgument(ProbeTarget target, int index) => RegisterContext.TypedArgument(target.Function!, index);
}
