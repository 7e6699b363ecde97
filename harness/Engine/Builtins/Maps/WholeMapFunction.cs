using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Maps;

/// <summary>A function that takes a whole map and lets the session work on it, in the order of the script's other output.</summary>
/// <param name="perform">What is done, with the map's number.</param>
public abstract class WholeMapFunction(Action<int, IActionContext> perform) : Function
{
    /// <inheritdoc/>
    public override string? Signature => $"{Name}(@x)";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        return call.Arguments[0] is MapExpression { Keys.Count: 0 } map
            ? OutputCall.Create(binder, call.Span, [], new Work(binder.Script.Maps.Use(map.Name, map.Span).Index, perform))
            : binder.Report(call.Arguments[0].Span, $"{Name}() takes a whole map", $"write {Signature}; delete(@x, key) removes one entry");
    }

    private sealed class Work(int map, Action<int, IActionContext> perform) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => perform(map, context);
    }
}
