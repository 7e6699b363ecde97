using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Control;

/// <summary><c>override(value)</c>: refused. This engine observes; it does not change what the kernel answers.</summary>
public sealed class OverrideFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "override";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call) =>
        binder.Report(call.Span, "override() would change what the kernel answers, and this tracer only observes", "use the kernel's own fault injection (/sys/kernel/debug/fail_function)");
}
