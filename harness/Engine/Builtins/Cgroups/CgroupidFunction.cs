using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Cgroups;

/// <summary><c>cgroupid("path")</c>: the id of a control group, looked up when the script is compiled.</summary>
public sealed class CgroupidFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "cgroupid";

    /// <inheritdoc/>
    public override string? Signature => "cgroupid(\"/sys/fs/cgroup/system.slice\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression { Text: var path })
            return binder.Report(call.Arguments[0].Span, "cgroupid() takes a path that is known when the script is compiled", $"write {Signature}");
        return CgroupTree.IdOf(path) is { } id
            ? new BoundConstant(call.Span, ScriptType.UInt64, (long)id)
            : binder.Report(call.Arguments[0].Span, $"there is no control group at {path}", "groups are directories below /sys/fs/cgroup");
    }
}
