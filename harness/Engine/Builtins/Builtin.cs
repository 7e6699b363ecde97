using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>A name that has a value in every script (<c>pid</c>). A new one is a line in the table of its family's file.</summary>
/// <param name="Name">As scripts write it.</param>
/// <param name="Bind">What it means in a probe; reports if it means nothing there.</param>
public sealed record Builtin(string Name, Func<ProbeBinder, TextSpan, BoundExpression> Bind);
