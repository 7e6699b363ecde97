using Conformance.Harness.Results;
using Conformance.Harness.Text;

namespace Conformance.Harness.Expectations;

/// <summary>One known failure: where it is expected, why, and where it is reported.</summary>
/// <param name="Place">Where it stands, for messages (<c>expectations.json, entry 3</c>).</param>
/// <param name="Link">Address of the report, or <c>null</c>.</param>
public sealed record Expectation(string Place, Glob Invariant, Glob Case, KernelRange Kernel, Glob Architecture, Glob Engine, Glob Machine, string Reason, string? Link)
{
    /// <summary>Whether the entry speaks of this result.</summary>
    /// <param name="architecture">What <c>uname -m</c> prints in the guest.</param>
    public bool Matches(Result result, string architecture) =>
        Invariant.Matches(result.Invariant) && Case.Matches(result.Case) && Kernel.Contains(result.Kernel)
        && Architecture.Matches(architecture) && Engine.Matches(result.Engine) && Machine.Matches(result.Machine);
}
