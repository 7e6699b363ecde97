using Conformance.Engine.Binding;
using Conformance.Engine.Builtins.Maps;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>print(value)</c>; <c>print(@x[, top[, divisor]])</c>: a whole map, as it is when the session carries it out; <c>print(@x[key])</c>: one value.</summary>
public sealed class PrintFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "print";

    /// <inheritdoc/>
    public override string? Signature => "print(value) or print(@x, top, divisor)";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 3, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is MapExpression { Keys.Count: 0 } whole)
            return Map(binder, call, whole);
        if (call.Arguments.Count > 1)
            return binder.Report(call.Arguments[1].Span, "only a whole map is printed with top and divisor", "write print(@x, top, divisor)");
        if (call.Arguments[0] is MapExpression entry && binder.Map(entry) is var map && binder.Script.Maps.Observe(map.Map).Kind == TypeKind.Aggregation)
            return OutputCall.Create(binder, call.Span, [new MapKey(map)], new PrintEntry(map.Map));
        var value = binder.Bind(call.Arguments[0]);
        return value switch
        {
            BoundNothing => value,
            BoundText text => OutputCall.Create(binder, call.Span, [], new PrintConstant(new TextOutput(text.Text))),
            BoundConstant constant => OutputCall.Create(binder, call.Span, [], new PrintConstant(ValueReader.Number(constant.Type, constant.Value))),
            { Type.Kind: TypeKind.None } => binder.Report(value.Span, "this has no value to print"),
            _ => OutputCall.Create(binder, call.Span, [value], new PrintValue(value.Type)),
        };
    }

    private static BoundExpression Map(ProbeBinder binder, CallExpression call, MapExpression whole)
    {
        var view = new MapView(ShowsUnset: true);
        for (var i = 1; i < call.Arguments.Count; i++)
        {
            if (binder.Bind(call.Arguments[i]) is not BoundConstant { Value: >= 0 and <= int.MaxValue } number)
                return binder.Report(call.Arguments[i].Span, $"{(i == 1 ? "top" : "the divisor")} must be a number that is known when the script is compiled", "write print(@x, 5, 1000)");
            view = i == 1 ? view with { Top = (int)number.Value } : view with { Divisor = Math.Max(1, number.Value) };
        }
        return OutputCall.Create(binder, call.Span, [], new PrintMap(binder.Script.Maps.Use(whole.Name, whole.Span).Index, view));
    }

    private sealed record PrintConstant(OutputValue Value) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(new PrintedValue(Value));
    }

    private sealed record PrintValue(ScriptType Type) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(new PrintedValue(ValueReader.Read(Type, payload, context.Rendering)));
    }

    private sealed record PrintMap(int Map, MapView View) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(context.Read(Map, View));
    }

    /// <summary>The value of one key: its cells on all CPUs can be folded only here.</summary>
    private sealed record PrintEntry(MapSymbol Map) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) =>
            context.Emit(new PrintedValue(context.Read(Map.Index, payload.ToArray())));
    }
}
