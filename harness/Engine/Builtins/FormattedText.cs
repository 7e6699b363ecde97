using System.Text;
using Conformance.Engine.Binding;
using Conformance.Engine.Builtins.Texts;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>A format with the values that it takes: what printf(), system(), cat(), errorf() have in common. What is known at compile time is fixed text already.</summary>
internal sealed class FormattedText
{
    private readonly List<FormatPiece> _pieces = [];
    private readonly List<BoundExpression> _values = [];

    private FormattedText()
    {
    }

    /// <summary>What the payload must hold, in this order, each in its room.</summary>
    public IReadOnlyList<BoundExpression> Values => _values;

    /// <inheritdoc/>
    public override bool Equals(object? other) => other is FormattedText text && _pieces.SequenceEqual(text._pieces);

    /// <inheritdoc/>
    public override int GetHashCode() => _pieces.Count;

    /// <summary>Binds format and arguments of a call; <c>null</c> if something was reported.</summary>
    public static FormattedText? Bind(ProbeBinder binder, CallExpression call)
    {
        if (call.Arguments.Count == 0 || call.Arguments[0] is not TextExpression format)
        {
            binder.Report(call.Arguments.Count == 0 ? call.Span : call.Arguments[0].Span, $"{call.Name}() needs a format as its first argument", $"write {call.Name}(\"%d\", value)");
            return null;
        }
        var formatted = new FormattedText();
        return formatted.Take(binder, call, format) ? formatted : null;
    }

    /// <summary>The text, once the values are known.</summary>
    public string Render(ReadOnlySpan<byte> payload, RenderContext context)
    {
        if (_pieces is [{ Literal: { } only }])
            return only;
        var text = new StringBuilder();
        foreach (var piece in _pieces)
            if (piece.Literal is not null)
                text.Append(piece.Literal);
            else if (piece.Offset > payload.Length)
                text.Append("<cut off>");
            else
                text.Append(ConversionText.Of(piece.Conversion, ValueReader.Read(piece.Type, payload[piece.Offset..], context)));
        return text.ToString();
    }

    private bool Take(ProbeBinder binder, CallExpression call, TextExpression format)
    {
        var parser = new FormatParser(format.Text);
        var (next, offset, whole, right) = (1, 0, true, true);
        while (parser.Next(out var literal, out var conversion))
            if (literal is not null)
                Append(literal);
            else if (next >= call.Arguments.Count)
                (whole, next) = (false, next + 1);
            else
                right &= Take(binder, call.Arguments[next++], conversion, ref offset);
        if (parser.Problem is { } problem)
            binder.Report(format.Span, problem, "known are %d %i %u %x %X %o %c %s %p %r %rx %rh %gr %%, with flags, width, precision and C's length letters");
        else if (!whole || next < call.Arguments.Count)
            binder.Report(call.Span, $"the format takes {next - 1} {(next == 2 ? "value" : "values")}, but here {(call.Arguments.Count == 2 ? "is" : "are")} {call.Arguments.Count - 1}", whole ? "remove the others, or add a % for each" : "add a value for each %");
        return right && whole && parser.Problem is null && next == call.Arguments.Count;
    }

    private bool Take(ProbeBinder binder, Expression argument, Conversion conversion, ref int offset)
    {
        var value = binder.Bind(argument);
        if (value is BoundNothing)
            return false;
        if (Mismatch(conversion, value.Type) is { } wanted)
        {
            binder.Report(argument.Span, $"%{conversion.Letter} prints {wanted}, but this is {ProbeBinder.Name(value.Type)}", value.Type.IsInteger ? "use %d" : "use %s");
            return false;
        }
        if (conversion.Letter == 'g')
            (conversion, value) = (conversion with { Letter = 's' }, NumberAsText.Create(argument.Span, value, GfpFlags.Of(binder.Script.Kernel)));
        if (value is BoundText text)
            Append(ConversionText.Of(conversion, new TextOutput(text.Text)));
        else if (value is BoundConstant constant)
            Append(ConversionText.Of(conversion, ValueReader.Number(constant.Type, constant.Value)));
        else
        {
            _pieces.Add(new FormatPiece(null, value.Type, offset, conversion));
            _values.Add(value);
            offset += value.Type.Room;
        }
        return true;
    }

    /// <summary>What the conversion prints, if it cannot print this.</summary>
    private static string? Mismatch(Conversion conversion, ScriptType type) => conversion.Letter switch
    {
        's' => type.Kind == TypeKind.None ? "a value" : null,
        'r' => type.Trait is BufferRendering ? null : "a buffer (buf())",
        _ => type.IsInteger ? null : "an integer",
    };

    private void Append(string literal)
    {
        if (_pieces.Count > 0 && _pieces[^1].Literal is { } before)
            _pieces[^1] = new FormatPiece(before + literal);
        else
            _pieces.Add(new FormatPiece(literal));
    }
}
