using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>
/// Which probes share one BPF program. Bodies of one mechanism on one hook run one after the other inside a program, so they fire in script order
/// whatever the kernel does with several programs, and one attachment serves them all.
/// </summary>
internal static class ProgramPlan
{
    /// <summary>The probes of each program, in script order; programs in the order of their first probes.</summary>
    /// <param name="order"><see cref="AttachOrder.Written"/> shows what the kernel does with several programs, so each probe is one.</param>
    public static IReadOnlyList<IReadOnlyList<BoundProbe>> Of(IReadOnlyList<BoundProbe> probes, AttachOrder order) =>
        order == AttachOrder.Written
            ? [.. probes.Select(probe => new[] { probe })]
            : [.. probes.GroupBy(probe => (probe.Target.Mechanism, probe.Target.Hook)).Select(group => group.ToList())];
}
