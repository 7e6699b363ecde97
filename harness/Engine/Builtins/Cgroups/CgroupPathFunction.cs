using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Cgroups;

/// <summary><c>cgroup_path(id[, filter])</c>: where a control group is, looked up when it is printed.</summary>
public sealed class CgroupPathFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "cgroup_path";

    /// <inheritdoc/>
    public override string? Signature => "cgroup_path(cgroup) or cgroup_path(cgroup, \"unified\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments.Count == 2 && call.Arguments[1] is not TextExpression)
            return binder.Report(call.Arguments[1].Span, "the filter must be a text that is known when the script is compiled", $"write {Signature}");
        var id = binder.Integer(call.Arguments[0], "the id");
        return id is BoundNothing ? id : NumberAsText.Create(call.Span, id, new Paths(call.Arguments.Count == 2 ? ((TextExpression)call.Arguments[1]).Text : null));
    }

    private sealed record Paths(string? Filter) : Rendering("a control group's path")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) => new TextOutput(CgroupTree.PathsOf(BinaryPrimitives.ReadUInt64LittleEndian(bytes), Filter));
    }
}
