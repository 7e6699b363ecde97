using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>One attach point that a mechanism shall turn into targets: what is written, what is known about this machine, and where answers and complaints go.</summary>
internal sealed class PlaceRequest(AttachPoint point, Mechanism mechanism, IKernelTypes kernel, EngineOptions options, DiagnosticBag diagnostics, List<ProbeTarget> targets)
{
    private readonly int _before = targets.Count;

    public Mechanism Mechanism { get; } = mechanism;

    public IKernelTypes Kernel { get; } = kernel;

    public EngineOptions Options { get; } = options;

    /// <summary>What stands behind the mechanism's name.</summary>
    public string Text { get; } = point.Hook;

    /// <summary>The same, split at its colons.</summary>
    public IReadOnlyList<string> Parts { get; } = point.Parts;

    /// <summary>Whether more targets than a script may have were found, so that looking on is no use.</summary>
    public bool Full => targets.Count - _before > Options.MaxProbes;

    /// <summary>Whether anything was found.</summary>
    public bool Found => targets.Count > _before;

    /// <summary>Whether the script is content without places that are not there.</summary>
    public bool MayBeMissing => Options.MissingProbes != MissingProbes.Error;

    /// <summary>The same question about another text.</summary>
    public PlaceRequest With(string text) => new(point with { Hook = text, Parts = text.Split(':') }, Mechanism, Kernel, Options, diagnostics, targets);

    /// <summary>The kernel has no types, and the mechanism needs them.</summary>
    public UnsupportedException NoTypes(string reason) =>
        new("btf", $"{Mechanism.Name}:{Text} needs the kernel's types: {reason}.{(Mechanism.Alternative is { } alternative && Mechanisms.Find(alternative) is { NeedsBtfFunction: false } ? $" Use {alternative} instead." : "")}");

    public void Add(ProbeTarget target) => targets.Add(target);

    /// <summary>The attach point is not written as the mechanism wants it.</summary>
    public void Wrong(string message, string? hint = null) => diagnostics.Report(point.Span, message, hint);

    /// <summary>The place is not there: an error, a warning or nothing, as the script's <c>missing_probes</c> says.</summary>
    public void Missing(string message, string? hint = null)
    {
        if (Options.MissingProbes == MissingProbes.Error)
            diagnostics.Report(point.Span, message, hint);
        else if (Options.MissingProbes == MissingProbes.Warn)
            diagnostics.Warn(point.Span, message, hint);
    }

    /// <summary>Whether a part has a wildcard.</summary>
    public static bool IsPattern(string text) => text.Contains('*', StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal);
}
