using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>default_str_length()</c>: the longest text that str() reads (the setting max_strlen).</summary>
public sealed class DefaultStrLengthFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "default_str_length";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override bool AllowsBareName => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call) =>
        Takes(0, 0, binder, call) ? new BoundConstant(call.Span, ScriptType.UInt64, binder.Script.Options.MaxStringLength) : new BoundNothing(call.Span);
}
