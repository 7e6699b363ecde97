using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>
/// Kernel functions through their trampolines and one link for many of them (Linux 7.2). The program is verified without a function of its own, so it has to ask for arguments
/// and return value by number (bpf_get_func_arg, bpf_get_func_ret), and their types are what the compiler knows.
/// </summary>
public abstract class TrampolineMulti : Trampoline
{
    public override bool IsLoadedAgainstFunction => false;

    internal override bool IsVariant => true;

    internal override string? SharingKey(ProbeTarget target) => "";

    /// <summary>The ids of a link are looked up in the kernel's own types.</summary>
    internal override bool TakesModules => false;

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => Attach(program, [target], tools);

    internal override Attachment Attach(Descriptor program, IReadOnlyList<ProbeTarget> targets, AttachTools tools) => TracingMultiLink.Open(program, targets, ExpectedAttachType);

    public override ContextField Argument(ProbeTarget target, int index) => Asked(base.Argument(target, index), ContextSource.FunctionArgument, index);

    public override ContextField TypedArgument(ProbeTarget target, int index) => Asked(base.TypedArgument(target, index), ContextSource.FunctionArgument, index);

    public override ContextField ReturnValue(ProbeTarget target) => Asked(base.ReturnValue(target), ContextSource.FunctionReturn, 0);

    private static ContextField Asked(ContextField field, ContextSource source, int index) =>
        field.Problem is null ? field with { Source = source, Offset = index, TypedPointer = false, Direct = false } : field;
}
