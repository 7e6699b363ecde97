using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>delete(@x[k])</c>, <c>delete(@x, k)</c>, <c>delete(@x)</c>: removes one entry, or a scalar map's value.</summary>
public sealed class DeleteFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "delete";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not MapExpression map)
            return binder.Report(call.Arguments[0].Span, "delete() takes a map", "write delete(@x[key])");
        if (call.Arguments.Count == 2)
            map = map.Keys.Count == 0
                ? map with { Keys = [call.Arguments[1]] }
                : map;
        else if (binder.Script.Maps.Use(map.Name, map.Span) is { Scalar: false } && map.Keys.Count == 0)
            return binder.Report(map.Span, $"{map.Name} has keys: delete() removes one entry", $"write delete({map.Name}, key)");
        return new Delete(call.Span, binder.Map(map));
    }

    internal sealed record Delete(TextSpan Span, BoundMap Target) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => Target.Keys;

        public override void Emit(ProgramGenerator generator) => generator.Delete(Target);
    }
}
