using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>A static tracepoint with the arguments that the kernel's own code hands to it, before they are made into a record: the cheapest way to a tracepoint.</summary>
public sealed class RawTracepoint : Mechanism
{
    public override string Name => "rawtracepoint";

    public override IReadOnlyList<string> Aliases => ["rt"];

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT.</summary>
    public override uint ProgramType => 17;

    public override string ObjectSection(ProbeTarget target) => $"raw_tracepoint/{target.Hook[(target.Hook.IndexOf(':', StringComparison.Ordinal) + 1)..]}";

    public override bool HasRegisterArguments => true;

    public override bool HasTypedArguments => true;

    public override string? Alternative => "tracepoint";

    internal override void Resolve(PlaceRequest request) => RawTracepointPlaces.Resolve(request);

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => RawTracepointLink.Open(program, target, target.FunctionName!);

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) => (RawTracepointPlaces.Target(this, "sys_enter", types.FindTracepoint("sys_enter")), null);

    internal override bool TrialIsCalled => false;

    public override ContextField Argument(ProbeTarget target, int index) => RawTracepointPlaces.Argument(index);

    public override ContextField TypedArgument(ProbeTarget target, int index) => RawTracepointPlaces.Argument(index) with { Type = target.Function!.Parameters[index].Type };
}
