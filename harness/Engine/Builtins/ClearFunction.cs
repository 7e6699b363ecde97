using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>clear(@x)</c> of a scalar map. A map with keys would need the session's help and is refused.</summary>
public sealed class ClearFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "clear";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not MapExpression { Keys.Count: 0 } map)
            return binder.Report(call.Arguments[0].Span, "clear() takes a map without a key", "write clear(@x)");
        if (binder.Script.Maps.Use(map.Name, map.Span) is { Scalar: false })
            return binder.Report(map.Span, "clear() of a map with keys is not supported", "delete() removes one entry");
        return new DeleteFunction.Delete(call.Span, binder.Map(map));
    }
}
