using Conformance.Harness.Results;
using Conformance.Harness.Text;

namespace Conformance.Harness.Expectations;

/// <summary>One known failure: where it is expected, why, and where it is reported.</summary>
/// <param name="Place">Where it stands, for messages (<c>expectations.json, entry 3</c>).</param>
/// <param name="Reason">Why it fails; empty where a person has yet to say it, and no run takes such an entry.</param>
/// <param name="Link">Address of the report, or <c>null</c>.</param>
public sealed record Expectation(string Place, Glob Invariant, Glob Case, KernelRange Kernel, Glob Architecture, Glob Engine, Glob Machine, string Reason, string? Link)
{
    /// <summary>Whether it fails sometimes: then a pass is no surprise either.</summary>
    public bool Intermittent { get; init; }

    /// <summary>How often it failed where it was seen (<c>3 of 50</c>); only for an intermittent one.</summary>
    public string? Seen { get; init; }

    /// <summary>Whether the entry speaks of this result.</summary>
    /// <param name="architecture">What <c>uname -m</c> prints in the guest.</param>
    public bool Matches(Result result, string architecture) =>
        Invariant.Matches(result.Invariant) && Case.Matches(result.Case) && IsAbout(result, architecture);

    /// <summary>Whether the result is of a kernel, engine and machine that the entry is about, whatever its invariant and case.</summary>
    public bool IsAbout(Result result, string architecture) =>
        Kernel.Contains(result.Kernel) && Architecture.Matches(architecture) && Engine.Matches(result.Engine) && Machine.Matches(result.Machine);

    /// <summary>For messages.</summary>
    public override string ToString() => $"{Place} (invariant {Invariant}, case {Case}, kernel {Kernel}, engine {Engine})";
}
