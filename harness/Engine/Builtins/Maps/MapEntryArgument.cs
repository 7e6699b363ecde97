using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Maps;

/// <summary>How functions of one entry name it: <c>@x, key</c>, several parts as a tuple <c>@x, (a, b)</c>, or in the older spelling <c>@x[key]</c>.</summary>
internal static class MapEntryArgument
{
    /// <summary>The entry; <c>null</c> if something was reported.</summary>
    public static BoundMap? Bind(Function function, ProbeBinder binder, CallExpression call)
    {
        if (call.Arguments[0] is not MapExpression map)
        {
            binder.Report(call.Arguments[0].Span, $"{function.Name}() takes a map", $"write {function.Signature}");
            return null;
        }
        if (call.Arguments.Count == 2 && map.Keys.Count > 0)
        {
            binder.Report(call.Arguments[1].Span, "the key is given twice", $"write {function.Signature}");
            return null;
        }
        if (call.Arguments.Count == 2)
            map = map with { Keys = Parts(binder, map, call.Arguments[1]) };
        var known = binder.Script.Maps.Use(map.Name, map.Span);
        if (map.Keys.Count == 0 && known is { Scalar: false })
        {
            binder.Report(map.Span, $"{map.Name} has keys: {function.Name}() works on one entry", $"write {function.Name}({map.Name}, key)");
            return null;
        }
        return binder.Map(map);
    }

    /// <summary>A tuple stands for the parts of the key, unless the map's key is one tuple.</summary>
    private static IReadOnlyList<Expression> Parts(ProbeBinder binder, MapExpression map, Expression key) =>
        key is TupleExpression tuple && binder.Script.Maps.Use(map.Name, map.Span).Keys is not { Length: 1 } ? [.. tuple.Items] : [key];
}
