using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Return of a kernel function through a kretprobe perf event.</summary>
public sealed class Kretprobe : Mechanism
{
    public override string Name => "kretprobe";

    public override IReadOnlyList<string> Aliases => ["kr"];

    /// <summary>BPF_PROG_TYPE_KPROBE.</summary>
    public override uint ProgramType => 2;

    public override bool HasReturnValue => true;

    internal override Descriptor Attach(Descriptor program, ProbeTarget target, PerfUnits units) => KprobeEvent.Open(program, target, units, atReturn: true);

    public override ContextField ReturnValue(ProbeTarget target) => RegisterContext.ReturnValue(target.Function);
}
