using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Attach points to targets on this kernel: mechanism names, wildcards, signatures.</summary>
internal sealed class TargetResolver(IKernelTypes kernel, DiagnosticBag diagnostics)
{
    /// <summary>Most probes one script may have (bpftrace's <c>max_probes</c>).</summary>
    private const int MostProbes = 1024;

    private int _count;

    /// <summary>Appends the targets of one attach point, in the order of BTF for a wildcard.</summary>
    /// <exception cref="UnsupportedException">The kernel has no BTF and the attach point needs it.</exception>
    public void Resolve(AttachPoint point, List<ProbeTarget> targets)
    {
        var before = targets.Count;
        var mechanism = Mechanisms.Find(point.Mechanism);
        if (mechanism is null)
            diagnostics.Report(point.Span with { Length = point.Mechanism.Length }, $"unknown probe type '{point.Mechanism}'",
                NearNames.Hint(point.Mechanism, Mechanisms.All.SelectMany(m => m.Aliases.Prepend(m.Name))) ?? $"known are {string.Join(", ", Mechanisms.All.Select(m => m.Name))}");
        else if (!mechanism.HasHook)
            Alone(point, mechanism, targets);
        else
            Hooked(point, mechanism, targets);
        _count += targets.Count - before;
        if (_count > MostProbes)
            diagnostics.Report(point.Span, $"the script has more than {MostProbes} probes", "use a narrower wildcard");
    }

    private void Alone(AttachPoint point, Mechanism mechanism, List<ProbeTarget> targets)
    {
        if (point.Hook.Length > 0)
            diagnostics.Report(point.Span, $"'{mechanism.Name}' stands alone", $"write {mechanism.Name} {{ … }}");
        else
            targets.Add(new ProbeTarget(mechanism, "", mechanism.Name, null));
    }

    private void Hooked(AttachPoint point, Mechanism mechanism, List<ProbeTarget> targets)
    {
        var hook = point.Hook.StartsWith("vmlinux:", StringComparison.Ordinal) ? point.Hook["vmlinux:".Length..] : point.Hook;
        if (hook.Length == 0)
        {
            diagnostics.Report(point.Span, $"'{point.Mechanism}' needs a function", $"write {mechanism.Name}:hrtimer_nanosleep");
            return;
        }
        if (hook.AsSpan().ContainsAny(":+-\""))
        {
            diagnostics.Report(point.Span, $"'{hook}' is not supported as a place for {mechanism.Name}", "name a function of the kernel itself, without module and offset");
            return;
        }
        if (hook.Contains('*', StringComparison.Ordinal))
            Wildcard(point, mechanism, hook, targets);
        else if (Named(point, mechanism, hook) is { } target)
            targets.Add(target);
    }

    private void Wildcard(AttachPoint point, Mechanism mechanism, string pattern, List<ProbeTarget> targets)
    {
        if (kernel.MissingReason is { } reason)
            throw new UnsupportedException("btf", $"{mechanism.Name}:{pattern} needs the kernel's list of functions: {reason}");
        var before = targets.Count;
        foreach (var name in kernel.FunctionsLike(pattern))
        {
            if (targets.Count - before > MostProbes)
                break;
            targets.Add(Target(mechanism, name, kernel.FindFunction(name)));
        }
        if (targets.Count == before)
            diagnostics.Report(point.Span, $"no function of this kernel matches '{pattern}'");
    }

    private ProbeTarget? Named(AttachPoint point, Mechanism mechanism, string name)
    {
        var function = kernel.FindFunction(name);
        if (function is not null || !mechanism.NeedsBtfFunction)
            return Target(mechanism, name, function);
        if (kernel.MissingReason is { } reason)
            throw new UnsupportedException("btf", $"{mechanism.Name}:{name} needs the kernel's types: {reason}");
        diagnostics.Report(point.Span, $"this kernel has no function '{name}' that {mechanism.Name} could use",
            NearNames.Hint(name, kernel.FunctionsLike("*")) ?? "kprobe also reaches functions that BTF does not know");
        return null;
    }

    private static ProbeTarget Target(Mechanism mechanism, string name, KernelFunction? function) => new(mechanism, name, $"{mechanism.Name}:{name}", function);
}
