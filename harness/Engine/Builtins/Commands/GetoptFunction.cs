using System.Globalization;
using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Commands;

/// <summary><c>getopt("name"[, default[, "description"]])</c>: what the command line says behind <c>--</c>; the default's type is the value's, without one it is a boolean.</summary>
public sealed class GetoptFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "getopt";

    /// <inheritdoc/>
    public override string? Signature => "getopt(\"name\", 5, \"what it means\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 3, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression { Text: var name })
            return binder.Report(call.Arguments[0].Span, "getopt() takes the name of an option as a text", $"write {Signature}");
        if (call.Arguments.Count == 3 && call.Arguments[2] is not TextExpression)
            return binder.Report(call.Arguments[2].Span, "the description must be a text", $"write {Signature}");
        var otherwise = call.Arguments.Count > 1 ? binder.Bind(call.Arguments[1]) : new BoundConstant(call.Span, ScriptType.Boolean, 0);
        if (otherwise is not (BoundConstant or BoundText))
            return otherwise is BoundNothing ? otherwise : binder.Report(call.Arguments[1].Span, "the default must be known when the script is compiled", $"write {Signature}");
        if (!binder.Script.Options.Parameters.Named.TryGetValue(name, out var given))
            return otherwise with { Span = call.Span };
        return otherwise switch
        {
            BoundText => new BoundText(call.Span, given),
            { Type.IsBoolean: true } when given is "true" or "1" or "" => new BoundConstant(call.Span, ScriptType.Boolean, 1),
            { Type.IsBoolean: true } when given is "false" or "0" => new BoundConstant(call.Span, ScriptType.Boolean, 0),
            { Type.IsBoolean: true } => binder.Report(call.Span, $"--{name}={given} is neither true nor false"),
            _ when Number(given) is { } number => new BoundConstant(call.Span, otherwise.Type, number),
            _ => binder.Report(call.Span, $"--{name}={given} is no number"),
        };
    }

    private static long? Number(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? long.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hexadecimal) ? hexadecimal : null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
