using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>One way to attach a probe. One file a mechanism; <see cref="Mechanisms"/> is the table of all.</summary>
public abstract class Mechanism
{
    /// <summary>The canonical name (<c>fexit</c>).</summary>
    public abstract string Name { get; }

    /// <summary>Other spellings that scripts use (<c>kretfunc</c>, <c>kr</c>).</summary>
    public virtual IReadOnlyList<string> Aliases => [];

    /// <summary>Number of <c>enum bpf_prog_type</c>, include/uapi/linux/bpf.h.</summary>
    public abstract uint ProgramType { get; }

    /// <summary>Number of <c>enum bpf_attach_type</c> the program is loaded with; 0 where the type has none.</summary>
    public virtual uint ExpectedAttachType => 0;

    /// <summary>Whether the program is loaded against a BTF function id.</summary>
    public virtual bool NeedsBtfFunction => false;

    /// <summary>Whether that function may be a module's.</summary>
    internal virtual bool TakesModules => true;

    /// <summary>Whether the kernel verifies the program against that function; otherwise the link names it.</summary>
    public virtual bool IsLoadedAgainstFunction => NeedsBtfFunction;

    /// <summary>Whether one program runs at entry and at return, so that it may ask which it is (<c>session_is_return</c>).</summary>
    public virtual bool IsSession => false;

    /// <summary>Whether it is another way to places that a plainer mechanism has too: <c>-l</c> lists those once, unless this one is asked for by its name or a part of it.</summary>
    internal virtual bool IsVariant => false;

    /// <summary>Whether the attach point names a hook (<c>fexit:NAME</c>) or stands alone (<c>begin</c>).</summary>
    public virtual bool HasHook => true;

    /// <summary>Whether it runs while it is attached and never after: a script of nothing else has nothing to wait for.</summary>
    public virtual bool IsOverOnceAttached => !HasHook;

    /// <summary>Whether <c>retval</c> may be read.</summary>
    public virtual bool HasReturnValue => false;

    /// <summary>Whether <c>arg0</c> … <c>argN</c> may be read.</summary>
    public virtual bool HasRegisterArguments => false;

    /// <summary>Whether <c>args.NAME</c> may be read.</summary>
    public virtual bool HasTypedArguments => false;

    /// <summary>Whether the traced code is a process's own, so that its pointers point into the process.</summary>
    public virtual bool ObservesUserCode => false;

    /// <summary>If one link can take many hooks: targets with equal keys may stand in one link, so that hooks with the same bodies share one program. <c>null</c> if each hook has its own.</summary>
    internal virtual string? SharingKey(ProbeTarget target) => null;

    /// <summary>The mechanism that carries out this one's wildcards where the kernel has it: same context, same place in the order of events, one link for all.</summary>
    internal virtual Mechanism? ForMany => null;

    /// <summary>From how many hooks on <see cref="ForMany"/> is worth it.</summary>
    internal virtual int Many => 2;

    /// <summary>Turns an attach point into targets; complains if it is written wrongly or names what is not there.</summary>
    /// <exception cref="UnsupportedException">The kernel lacks what the attach point needs.</exception>
    internal abstract void Resolve(PlaceRequest request);

    /// <summary>Every place on this machine that fits the attach point, as <c>-l</c> prints it; far more than a script may have.</summary>
    internal virtual IEnumerable<ProbeTarget> List(PlaceRequest request, List<ProbeTarget> targets)
    {
        Resolve(request);
        return targets;
    }

    /// <summary>Makes a loaded program observe its hook until the attachment that comes back is closed. Never asked of a mechanism without a hook.</summary>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism or the function.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    internal virtual Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => throw new InvalidOperationException($"{Name} has no hook to attach to.");

    /// <summary>The same for a program that several hooks share; each hook's number is its attach cookie.</summary>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism or the function.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    internal virtual Attachment Attach(Descriptor program, IReadOnlyList<ProbeTarget> targets, AttachTools tools) => Attach(program, targets[0], tools);

    /// <summary>Whether the kernel detaches the probes of one hook one after the other anyway (a trampoline is rebuilt under a lock), so that detaching them side by side gains nothing.</summary>
    internal virtual bool DetachesInTurn => false;

    /// <summary>A place where the mechanism can be tried out without anyone noticing; <c>null</c> if this kernel has none, with the reason.</summary>
    internal virtual (ProbeTarget? Target, string? Reason) Trial(KernelTypes types)
    {
        var hook = HarmlessHook.Find(types);
        return NeedsBtfFunction && hook.Function is null
            ? (null, types.MissingReason ?? $"BTF does not know {hook.Name}")
            : (new ProbeTarget(this, hook.Name, $"{Name}:{hook.Name}", hook.Function) { Place = new KernelPlace(hook.Name, null, 0), FunctionName = hook.Name }, null);
    }

    /// <summary>Whether <see cref="HarmlessHook.Call"/> passes through the place of <see cref="Trial"/>, once and nothing else of this thread does, so that the run order can be measured there.</summary>
    internal virtual bool TrialIsCalled => HasHook;

    /// <summary>What to use instead on a kernel that lacks the mechanism.</summary>
    public virtual string? Alternative => null;

    /// <summary>Where register argument number <paramref name="index"/> (from 0, <c>arg0</c>) lies; asked only if <see cref="HasRegisterArguments"/>.</summary>
    public virtual ContextField Argument(ProbeTarget target, int index) => ContextField.Refused($"{Name} has no arguments");

    /// <summary>Where the parameter number <paramref name="index"/> of the hook's signature lies; asked only if <see cref="HasTypedArguments"/> and BTF knows the hook.</summary>
    public virtual ContextField TypedArgument(ProbeTarget target, int index) => ContextField.Refused($"{Name} has no typed arguments");

    /// <summary>All that <c>args</c> has, in the order of declaration; asked only if <see cref="HasTypedArguments"/>. <c>null</c> if nothing describes the hook.</summary>
    public virtual IReadOnlyList<ContextArgument>? Arguments(ProbeTarget target) =>
        target.Function is { } function ? [.. function.Parameters.Select((parameter, i) => new ContextArgument(parameter.Name, TypedArgument(target, i)))] : null;

    /// <summary>What a probe at that place can read, as C declarations, for <c>-lv</c>.</summary>
    public virtual IReadOnlyList<string> Describe(ProbeTarget target)
    {
        if (target.Function is not { } function)
            return [];
        var declarations = HasTypedArguments ? function.Parameters.Select(p => $"{p.Type} {p.Name}") : [];
        return HasReturnValue && function.Return.Kind != KernelTypeKind.Void ? [.. declarations, $"{function.Return} retval"] : [.. declarations];
    }

    /// <summary>Why the kernel refused a program for the place, if its log tells; <c>null</c> if the program itself is to blame.</summary>
    /// <param name="log">The verifier's.</param>
    internal virtual string? WhyRefused(ProbeTarget target, string log) => null;

    /// <summary>Where the return value lies; asked only if <see cref="HasReturnValue"/>.</summary>
    public virtual ContextField ReturnValue(ProbeTarget target) => ContextField.Refused($"{Name} has no return value");

    /// <summary>The C type of the whole context, for <c>ctx</c>; <c>null</c> where it has none that scripts could use.</summary>
    public virtual string? ContextType(ProbeTarget target) => null;

    /// <summary>Offsets in the context of pointers without which the program has nothing to do, and leaves.</summary>
    internal virtual IReadOnlyList<int> MustBeSet(ProbeTarget target) => [];

    /// <summary>Whether <c>-p PID</c> becomes a predicate; not where the kernel attaches to a process alone, or where no process is meant.</summary>
    public virtual bool FiltersByProcess => HasHook && !ObservesUserCode;

    /// <summary>The section of an object file that tells libbpf what a program is and where it goes (<c>SEC()</c>; section_defs in tools/lib/bpf/libbpf.c).</summary>
    public virtual string ObjectSection(ProbeTarget target) => $"{Name}/{target.AttachPoint[(target.AttachPoint.IndexOf(':', StringComparison.Ordinal) + 1)..]}";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
