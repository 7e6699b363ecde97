using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>Where one probe goes: mechanism and hook, resolved for this kernel.</summary>
/// <param name="Mechanism">How it is attached.</param>
/// <param name="Hook">What it observes, in a form that is the same for all spellings of one place; empty for begin and end.</param>
/// <param name="AttachPoint">As the script writes it with the canonical mechanism name, after wildcard expansion (<c>fexit:hrtimer_nanosleep</c>).</param>
/// <param name="Function">The hook's signature where BTF knows it.</param>
public sealed record ProbeTarget(Mechanism Mechanism, string Hook, string AttachPoint, KernelFunction? Function)
{
    /// <summary>What the mechanism itself found out about the place when it resolved the attach point; only it looks inside.</summary>
    public object? Place { get; init; }

    /// <summary>What <c>probe</c> prints: bpftrace's spelling, which names <c>vmlinux</c> where types are looked up.</summary>
    public string Printed { get; init; } = AttachPoint;

    /// <summary>What <c>func</c> prints, or <c>null</c> if the place is in no function.</summary>
    public string? FunctionName { get; init; }

    /// <summary>The module that the function is in, as far as that is known; <c>null</c> for the kernel itself.</summary>
    public string? Module { get; init; }

    /// <summary>Its attach cookie, which names the hook inside a program that hooks share; -1 where its program is its own.</summary>
    public int Number { get; init; } = -1;

    /// <summary>Whether a wildcard found it: then one that the kernel refuses is left out with a warning, where a place that the script names is an error.</summary>
    public bool Expanded { get; init; }
}
