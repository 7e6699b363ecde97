using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>What kprobe programs of all kinds share: their type, and the registers that are their context.</summary>
public abstract class KprobeMechanism : Mechanism
{
    /// <summary>BPF_PROG_TYPE_KPROBE.</summary>
    public override uint ProgramType => 2;

    /// <summary>Whether it runs when the function returns.</summary>
    internal abstract bool AtReturn { get; }

    public override bool HasRegisterArguments => !AtReturn;

    public override bool HasTypedArguments => !AtReturn;

    public override bool HasReturnValue => AtReturn;

    internal override void Resolve(PlaceRequest request) => KernelFunctionPlaces.Resolve(request, offsets: false);

    public override ContextField Argument(ProbeTarget target, int index) => RegisterContext.Argument(index, user: false);

    public override ContextField TypedArgument(ProbeTarget target, int index) => RegisterContext.TypedArgument(target.Function!, index);

    /// <summary>Arguments have numbers here.</summary>
    public override IReadOnlyList<string> Describe(ProbeTarget target) => target.Function is not { } function ? []
        : AtReturn ? function.Return.Kind == KernelTypeKind.Void ? [] : [$"{function.Return} retval"]
        : [.. function.Parameters.Select((p, i) => $"{p.Type} arg{i}")];

    public override ContextField ReturnValue(ProbeTarget target) => RegisterContext.ReturnValue(target.Function);
}
