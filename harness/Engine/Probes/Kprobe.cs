using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Entry of a kernel function, or any of its instructions, through a kprobe perf event.</summary>
public sealed class Kprobe : KprobeMechanism
{
    public override string Name => "kprobe";

    public override IReadOnlyList<string> Aliases => ["k"];

    internal override bool AtReturn => false;

    internal override void Resolve(PlaceRequest request) => KernelFunctionPlaces.Resolve(request, offsets: true);

    internal override Mechanism? ForMany => Mechanisms.KprobeMulti;

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => KprobeEvent.Open(program, target, tools, atReturn: false);

    public override string? Alternative => "fentry";
}
