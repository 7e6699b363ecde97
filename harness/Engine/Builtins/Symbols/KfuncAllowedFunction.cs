using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>kfunc_allowed("name")</c>: whether the kernel lets programs of this probe call one of its functions, found out by loading one that does.</summary>
public sealed class KfuncAllowedFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "kfunc_allowed";

    /// <inheritdoc/>
    public override string? Signature => "kfunc_allowed(\"bpf_task_from_pid\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression { Text: var name })
            return binder.Report(call.Arguments[0].Span, $"{Name}() takes a name that is known when the script is compiled", $"write {Signature}");
        var kernel = binder.Script.Kernel;
        var allowed = kernel.FindFunction(name) is { } function && kernel.AllowsKfunc(function, binder.Target);
        return new BoundConstant(call.Span, ScriptType.Boolean, allowed ? 1 : 0);
    }
}
