using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>Runs once for each object of a kind that the kernel keeps (tasks, their files, their mappings …), when everything is attached (Documentation/bpf/bpf_iterators.rst).</summary>
public sealed class Iter : Mechanism
{
    private const string Function = "bpf_iter_";
    private const string Context = "struct bpf_iter__";

    public override string Name => "iter";

    public override IReadOnlyList<string> Aliases => ["it"];

    /// <summary>BPF_PROG_TYPE_TRACING.</summary>
    public override uint ProgramType => 26;

    public override bool FiltersByProcess => false;

    /// <summary>BPF_TRACE_ITER.</summary>
    public override uint ExpectedAttachType => 28;

    public override bool NeedsBtfFunction => true;

    public override bool HasTypedArguments => true;

    /// <summary>All objects have been looked at when the session has started.</summary>
    public override bool IsOverOnceAttached => true;

    internal override bool TrialIsCalled => false;

    internal override void Resolve(PlaceRequest request)
    {
        if (request.Parts.Count == 2)
        {
            request.Wrong("pinning an iterator is not supported", $"leave out ':{request.Parts[1]}': the engine runs it itself");
            return;
        }

        if (request.Parts.Count != 1 || request.Parts[0].Length == 0)
        {
            request.Wrong($"'{request.Text}' is no kind of object", "write iter:task");
            return;
        }

        if (request.Kernel.MissingReason is { } reason)
            throw request.NoTypes(reason);
        if (PlaceRequest.IsPattern(request.Text))
        {
            foreach (var name in Kinds(request.Kernel).Where(n => Glob.Matches(request.Text, n)))
                request.Add(Target(request.Kernel, name)! with { Expanded = true });
            if (!request.Found)
                request.Missing($"no iterator of this kernel matches '{request.Text}'");
        }
        else if (Target(request.Kernel, request.Text) is { } target)
        {
            request.Add(target);
        }
        else
        {
            request.Missing($"this kernel has no iterator over '{request.Text}'", NearNames.Hint(request.Text, Kinds(request.Kernel)) ?? $"it has {string.Join(", ", Kinds(request.Kernel))}");
        }
    }

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => IteratorLink.Open(program, target, ExpectedAttachType);

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) =>
        Target(types, "task") is { } target ? (target, null) : (null, types.MissingReason ?? "BTF does not know bpf_iter_task");

    public override ContextField TypedArgument(ProbeTarget target, int index)
    {
        var type = target.Function!.Parameters[index].Type;
        return new ContextField(8 * index, type) { TypedPointer = type.Kind == KernelTypeKind.Pointer };
    }

    /// <summary>Offsets of the pointers to the object: when the last one is over, the kernel calls once more without any.</summary>
    internal override IReadOnlyList<int> MustBeSet(ProbeTarget target) =>
        [.. Enumerable.Range(1, target.Function!.Parameters.Count - 1).Where(i => target.Function.Parameters[i].Type.Kind == KernelTypeKind.Pointer).Select(i => 8 * i)];

    /// <summary>The structure that scripts call <c>ctx</c>.</summary>
    public override string? ContextType(ProbeTarget target) => Context + target.Hook;

    private ProbeTarget? Target(IKernelTypes types, string name) =>
        types.FindFunction(Function + name) is { Parameters.Count: > 0 } function && types.FindType(Context + name) is not null
            ? new ProbeTarget(this, name, $"{Name}:{name}", function)
            : null;

    private static IEnumerable<string> Kinds(IKernelTypes types) =>
        types.FunctionsLike(Function + "*").Select(f => f[Function.Length..]).Where(n => types.FindType(Context + n) is not null).Distinct().Order(StringComparer.Ordinal);
}
