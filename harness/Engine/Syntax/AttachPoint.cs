namespace Conformance.Engine.Syntax;

/// <summary>Where a clause is attached, as written. What the parts mean is each mechanism's own business.</summary>
/// <param name="Mechanism">Before the first colon (<c>kretfunc</c>).</param>
/// <param name="Hook">After it, empty if there is none (<c>vfs_re*</c>); quotes and escapes are resolved.</param>
public sealed record AttachPoint(TextSpan Span, string Mechanism, string Hook)
{
    /// <summary>The hook split at its colons; a quoted part is one part, whatever it holds. Empty if there is no hook.</summary>
    public IReadOnlyList<string> Parts { get; init; } = Hook.Length == 0 ? [] : Hook.Split(':');

    /// <summary>The name that may stand before it (<c>name=kprobe:f</c>), or <c>null</c>.</summary>
    public string? Label { get; init; }
}
