using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Attach points to targets on this kernel. What stands behind a mechanism's name is the mechanism's own business.</summary>
internal sealed class TargetResolver(IKernelTypes kernel, EngineOptions options, DiagnosticBag diagnostics)
{
    private readonly Dictionary<Mechanism, bool> _takesMany = [];
    private int _count;

    /// <summary>Appends the targets of one attach point, in the kernel's order for a wildcard.</summary>
    /// <exception cref="UnsupportedException">The kernel lacks what the attach point needs.</exception>
    public void Resolve(AttachPoint point, List<ProbeTarget> targets)
    {
        var before = targets.Count;
        if (Mechanisms.Find(point.Mechanism) is { } mechanism)
            mechanism.Resolve(new PlaceRequest(point, mechanism, kernel, options, diagnostics, targets));
        else
            diagnostics.Report(point.Span with { Length = point.Mechanism.Length }, $"unknown probe type '{point.Mechanism}'",
                NearNames.Hint(point.Mechanism, Mechanisms.All.SelectMany(m => m.Aliases.Prepend(m.Name))) ?? $"known are {string.Join(", ", Mechanisms.All.Select(m => m.Name))}");
        _count += targets.Count - before;
        if (_count > options.MaxProbes && _count - (targets.Count - before) <= options.MaxProbes)
            diagnostics.Report(point.Span, $"the script has more than {options.MaxProbes} probes", "use a narrower wildcard, or raise max_probes in the config block");
    }

    /// <summary>
    /// Lets wildcards be carried out by the mechanism that takes many hooks in one link, where the kernel has it. All probes of the script on such a hook go
    /// there together, so that they stay in one order; not if the script shall show the bare kernel.
    /// </summary>
    public void Gather(IReadOnlyList<List<ProbeTarget>> targets)
    {
        if (options.AttachOrder == AttachOrder.Written)
            return;
        var hooks = targets.SelectMany(t => t).Where(t => t.Expanded && t.Mechanism.ForMany is { } many && (many.TakesModules || t.Function?.Module is null)).Select(t => (t.Mechanism, t.Hook)).ToHashSet();
        foreach (var lone in hooks.GroupBy(h => h.Mechanism).Where(g => g.Count() < g.Key.Many).ToList())
            hooks.ExceptWith(lone);
        if (hooks.Count == 0)
            return;
        foreach (var list in targets)
            for (var i = 0; i < list.Count; i++)
                if (hooks.Contains((list[i].Mechanism, list[i].Hook)) && TakesMany(list[i].Mechanism))
                    list[i] = list[i] with { Mechanism = list[i].Mechanism.ForMany! };
    }

    private bool TakesMany(Mechanism mechanism)
    {
        if (!_takesMany.TryGetValue(mechanism, out var takes))
            _takesMany[mechanism] = takes = kernel.Hooks.Feature(mechanism.ForMany!.Name) is { Available: true };
        return takes;
    }
}
