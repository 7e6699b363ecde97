using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>kfunc_exist("name")</c>: whether the kernel's BTF has a function of that name.</summary>
public sealed class KfuncExistFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "kfunc_exist";

    /// <inheritdoc/>
    public override string? Signature => "kfunc_exist(\"bpf_task_from_pid\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        return call.Arguments[0] is TextExpression { Text: var name }
            ? new BoundConstant(call.Span, ScriptType.Boolean, binder.Script.Kernel.FindFunction(name) is null ? 0 : 1)
            : binder.Report(call.Arguments[0].Span, $"{Name}() takes a name that is known when the script is compiled", $"write {Signature}");
    }
}
