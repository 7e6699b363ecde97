using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>print(value)</c>: the value and a line end; <c>print(@x)</c> and <c>print(@x[key])</c>: as maps are printed at the end.</summary>
public sealed class PrintFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "print";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is MapExpression { Keys.Count: 0 } whole && binder.Script.Maps.Use(whole.Name, whole.Span) is { Scalar: false })
            return binder.Report(whole.Span, $"print() of all of {whole.Name} is not supported inside a probe", "maps are printed at the end; print one entry with its key");
        var value = binder.Bind(call.Arguments[0]);
        var pieces = new List<FormatPiece>();
        var values = new List<BoundExpression>();
        if (value is BoundMap map)
            Entry(map, pieces, values);
        switch (value)
        {
            case BoundNothing:
                return value;
            case BoundText text:
                pieces.Add(new FormatPiece(text.Text));
                break;
            case BoundConstant constant:
                pieces.Add(new FormatPiece(OutputFormat.Render(ConversionOf(constant.Type), constant.Value)));
                break;
            default:
                if (value.Type.Kind == TypeKind.None)
                    return binder.Report(value.Span, "this has no value to print");
                Add(value, pieces, values);
                break;
        }
        pieces.Add(new FormatPiece("\n"));
        return OutputCall.Create(binder, call.Span, values, new OutputFormat(pieces));
    }

    private static void Entry(BoundMap map, List<FormatPiece> pieces, List<BoundExpression> values)
    {
        pieces.Add(new FormatPiece(map.Keys.Count == 0 ? map.Map.Name : map.Map.Name + "["));
        for (var i = 0; i < map.Keys.Count; i++)
        {
            if (i > 0)
                pieces.Add(new FormatPiece(", "));
            Add(map.Keys[i], pieces, values);
        }
        pieces.Add(new FormatPiece(map.Keys.Count == 0 ? ": " : "]: "));
    }

    private static void Add(BoundExpression value, List<FormatPiece> pieces, List<BoundExpression> values)
    {
        var offset = 0;
        foreach (var before in values)
            offset += OutputCall.RoomOf(before.Type);
        pieces.Add(new FormatPiece(null, value.Type, offset, ConversionOf(value.Type)));
        values.Add(value);
    }

    private static Conversion ConversionOf(ScriptType type) => Conversion.Plain(type.IsText ? 's' : type.Signed ? 'd' : 'u');
}
