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

    /// <summary>A program of its own knows the types of its pointers and follows them by plain loads, which is worth more than a few attachments.</summary>
    internal override int Many => 16;

    internal override void Resolve(PlaceRequest request) => KernelFunctionPlaces.Resolve(request, offsets: false);

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => TrampolineLink.Open(program, target);

    public override ContextField Argument(ProbeTarget target, int index) => Field(target, index);

    public override ContextField TypedArgument(ProbeTarget target, int index) => Field(target, index);

    private static ContextField Field(ProbeTarget target, int index) => target.Place is RunningFunction
        ? ContextField.Refused("arguments of BPF programs are not known")
        : TrampolineContext.Argument(target.Function!, index);

    /// <summary>How many slots the arguments of a BPF program take, only the kernel knows (<c>btf_distill_func_proto</c>, kernel/bpf/btf.c): it is asked for what lies behind them.</summary>
    public override ContextField ReturnValue(ProbeTarget target) => target.Place is RunningFunction
        ? new ContextField(0, target.Function!.Return) { Source = ContextSource.FunctionReturn }
        : TrampolineContext.ReturnValue(target.Function!);

    public override string? Alternative => "kprobe";

    internal override string? WhyRefused(ProbeTarget target, string log) => log switch
    {
        _ when log.Contains("Cannot recursively attach", StringComparison.Ordinal) => $"{target.FunctionName} belongs to a tracing program itself, and the kernel lets none trace another",
        _ when log.Contains("JITed", StringComparison.Ordinal) => $"{target.FunctionName} is interpreted, and only compiled programs can be traced (net.core.bpf_jit_enable)",
        _ when log.Contains("is not modifiable", StringComparison.Ordinal) => $"the kernel lets fmod_ret change only security hooks and functions marked for error injection, and {target.FunctionName} is neither",
        _ when log.Contains("arguments. Too many", StringComparison.Ordinal) || log.Contains("has too many arguments", StringComparison.Ordinal) => $"{target.FunctionName} has more arguments than a trampoline of this kernel can hand on",
        _ when log.Contains("FENTRY/FEXIT program can only be attached to another program", StringComparison.Ordinal) => $"{target.FunctionName} cannot be reached by a trampoline",
        _ when log.Contains("Cannot replace", StringComparison.Ordinal) || log.Contains("is not a kernel function", StringComparison.Ordinal) => $"{target.FunctionName} is no function that can be traced",
        _ when log.Contains("The address of function", StringComparison.Ordinal) && log.Contains("cannot be found", StringComparison.Ordinal) => $"the kernel does not find where {target.FunctionName} lies",
        _ => null,
    };
}
