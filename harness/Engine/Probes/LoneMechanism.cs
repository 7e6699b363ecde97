using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>A probe without a hook: a raw tracepoint program that the engine runs itself (BPF_PROG_TEST_RUN).</summary>
public abstract class LoneMechanism : Mechanism
{
    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT.</summary>
    public override uint ProgramType => 17;

    public override string ObjectSection(ProbeTarget target) => "raw_tracepoint";

    public override bool HasHook => false;

    internal override void Resolve(PlaceRequest request)
    {
        if (request.Text.Length > 0)
            request.Wrong($"'{Name}' stands alone", $"write {Name} {{ … }}");
        else
            request.Add(new ProbeTarget(this, "", Name, null));
    }

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) => (null, null);
}
