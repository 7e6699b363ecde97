namespace Conformance.Engine.Syntax;

/// <summary>A whole script.</summary>
public sealed record ScriptTree(IReadOnlyList<ProbeTree> Probes);

/// <summary>One clause: its attach points, its predicate or <c>null</c>, its body.</summary>
public sealed record ProbeTree(TextSpan Span, IReadOnlyList<AttachPoint> AttachPoints, Expression? Predicate, BlockStatement Body);

/// <summary>Where a clause is attached, as written.</summary>
/// <param name="Mechanism">Before the first colon (<c>kretfunc</c>).</param>
/// <param name="Hook">After it, empty if there is none (<c>vfs_re*</c>).</param>
public sealed record AttachPoint(TextSpan Span, string Mechanism, string Hook);
