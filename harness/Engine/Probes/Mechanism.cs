using Conformance.Engine.Attach;
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

    /// <summary>Whether the attach point names a hook (<c>fexit:NAME</c>) or stands alone (<c>begin</c>).</summary>
    public virtual bool HasHook => true;

    /// <summary>Whether <c>retval</c> may be read.</summary>
    public virtual bool HasReturnValue => false;

    /// <summary>Whether <c>arg0</c> … <c>arg5</c> may be read (registers at entry).</summary>
    public virtual bool HasRegisterArguments => false;

    /// <summary>Whether <c>args.NAME</c> may be read (types from BTF).</summary>
    public virtual bool HasTypedArguments => false;

    /// <summary>Makes a loaded program observe its hook until the link that comes back is closed. Never asked of a mechanism without a hook.</summary>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism or the function.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    internal virtual Descriptor Attach(Descriptor program, ProbeTarget target, PerfUnits units) => throw new InvalidOperationException($"{Name} has no hook to attach to.");

    /// <summary>Whether the kernel detaches the probes of one hook one after the other anyway (a trampoline is rebuilt under a lock), so that detaching them side by side gains nothing.</summary>
    internal virtual bool DetachesInTurn => false;

    /// <summary>Where register argument number <paramref name="index"/> (from 0, <c>arg0</c>) lies; asked only if <see cref="HasRegisterArguments"/>.</summary>
    public virtual ContextField Argument(ProbeTarget target, int index) => ContextField.Refused($"{Name} has no arguments");

    /// <summary>Where the parameter number <paramref name="index"/> of the hook's signature lies; asked only if <see cref="HasTypedArguments"/> and BTF knows the hook.</summary>
    public virtual ContextField TypedArgument(ProbeTarget target, int index) => ContextField.Refused($"{Name} has no typed arguments");

    /// <summary>Where the return value lies; asked only if <see cref="HasReturnValue"/>.</summary>
    public virtual ContextField ReturnValue(ProbeTarget target) => ContextField.Refused($"{Name} has no return value");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
