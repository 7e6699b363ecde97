using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>A static tracepoint through a program that is loaded against the types of its arguments (BPF_PROG_TYPE_TRACING), so that the verifier lets it follow their pointers directly.</summary>
public sealed class TpBtf : Mechanism
{
    public override string Name => "tp_btf";

    /// <summary>BPF_PROG_TYPE_TRACING.</summary>
    public override uint ProgramType => 26;

    public override string ObjectSection(ProbeTarget target) => $"tp_btf/{target.Hook[(target.Hook.IndexOf(':', StringComparison.Ordinal) + 1)..]}";

    /// <summary>BPF_TRACE_RAW_TP.</summary>
    public override uint ExpectedAttachType => 23;

    public override bool NeedsBtfFunction => true;

    public override bool HasRegisterArguments => true;

    public override bool HasTypedArguments => true;

    public override string? Alternative => "rawtracepoint";

    internal override void Resolve(PlaceRequest request)
    {
        if (request.Kernel.MissingReason is { } reason)
            throw request.NoTypes(reason);
        RawTracepointPlaces.Resolve(request);
    }

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => TrampolineLink.Open(program, target);

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) => types.FindTracepoint("sys_enter") is { } function
        ? (RawTracepointPlaces.Target(this, "sys_enter", function), null)
        : (null, types.MissingReason ?? "BTF does not know the tracepoint sys_enter");

    internal override bool TrialIsCalled => false;

    public override ContextField Argument(ProbeTarget target, int index) => index < target.Function!.Parameters.Count
        ? TypedArgument(target, index)
        : ContextField.Refused($"{target.FunctionName} has only {target.Function.Parameters.Count} arguments");

    public override ContextField TypedArgument(ProbeTarget target, int index)
    {
        var type = target.Function!.Parameters[index].Type;
        return RawTracepointPlaces.Argument(index) with { Type = type, TypedPointer = type.Kind == KernelTypeKind.Pointer };
    }
}
