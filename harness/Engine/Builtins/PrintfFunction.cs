using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>printf("format", values…)</c>.</summary>
public sealed class PrintfFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "printf";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (call.Arguments.Count == 0 || call.Arguments[0] is not TextExpression format)
            return binder.Report(call.Arguments.Count == 0 ? call.Span : call.Arguments[0].Span, "printf() needs a format as its first argument", "write printf(\"%d\\n\", value)");
        var parser = new FormatParser(format.Text);
        var pieces = new List<FormatPiece>();
        var values = new List<BoundExpression>();
        var (next, offset, whole) = (1, 0, true);
        while (parser.Next(out var literal, out var conversion))
        {
            if (literal is not null)
            {
                Append(pieces, literal);
                continue;
            }
            if (next >= call.Arguments.Count)
            {
                whole = false;
                next++;
                continue;
            }
            offset = Value(binder, call.Arguments[next++], conversion, pieces, values, offset);
        }
        if (parser.Problem is { } problem)
            return binder.Report(format.Span, problem, "known are %d %i %u %x %X %o %c %s %p %%, with flags, width, precision and C's length letters");
        if (!whole || next < call.Arguments.Count)
            return binder.Report(call.Span, $"the format takes {next - 1} values, but here are {call.Arguments.Count - 1}", whole ? "remove the others, or add a % for each" : "add a value for each %");
        return OutputCall.Create(binder, call.Span, values, new OutputFormat(pieces));
    }

    /// <summary>Adds one value; what is known at compile time becomes fixed text. Returns the payload's size so far.</summary>
    private static int Value(ProbeBinder binder, Expression argument, Conversion conversion, List<FormatPiece> pieces, List<BoundExpression> values, int offset)
    {
        var value = binder.Bind(argument);
        if (value is BoundNothing)
            return offset;
        var wantsText = conversion.Letter == 's';
        if (wantsText ? !value.Type.IsText : !value.Type.IsInteger)
        {
            binder.Report(argument.Span, $"%{conversion.Letter} prints {(wantsText ? "a string" : "an integer")}, but this is {ProbeBinder.Name(value.Type)}", value.Type.IsText ? "use %s" : value.Type.IsInteger ? "use %d" : null);
            return offset;
        }
        if (value is BoundText text)
            Append(pieces, OutputFormat.Render(conversion, text.Text));
        else if (value is BoundConstant constant)
            Append(pieces, OutputFormat.Render(conversion, constant.Value));
        else
        {
            pieces.Add(new FormatPiece(null, value.Type, offset, conversion));
            values.Add(value);
            offset += OutputCall.RoomOf(value.Type);
        }
        return offset;
    }

    private static void Append(List<FormatPiece> pieces, string literal)
    {
        if (pieces.Count > 0 && pieces[^1].Literal is { } before)
            pieces[^1] = new FormatPiece(before + literal);
        else
            pieces.Add(new FormatPiece(literal));
    }
}
