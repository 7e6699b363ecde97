using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>Where one probe goes: mechanism and hook, resolved for this kernel.</summary>
/// <param name="Mechanism">How it is attached.</param>
/// <param name="Hook">What it observes: a function's name; empty for begin and end.</param>
/// <param name="AttachPoint">As the script writes it with the canonical mechanism name, after wildcard expansion (<c>fexit:hrtimer_nanosleep</c>); what <c>probe</c> prints.</param>
/// <param name="Function">The hook's signature where BTF knows it.</param>
public sealed record ProbeTarget(Mechanism Mechanism, string Hook, string AttachPoint, KernelFunction? Function);
