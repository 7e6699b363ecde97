using System.Text;
using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>str(pointer[, length])</c>: the zero-ended text at an address, at most the longest string's length.</summary>
public sealed class StrFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "str";

    /// <inheritdoc/>
    public override string? Signature => "str(pointer) or str(pointer, length)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        var source = binder.ParameterText(call.Arguments[0]) ?? binder.Bind(call.Arguments[0]);
        var length = call.Arguments.Count == 2 ? binder.Integer(call.Arguments[1], "the length") : null;
        if (source is BoundNothing || length is BoundNothing)
            return new BoundNothing(call.Span);
        if (source.Type.IsText && length is null)
            return source;
        if (source is BoundText text && length is BoundConstant { Value: >= 0 } bytes)
            return bytes.Value >= text.Bytes.Length ? text : Cut(text, (int)bytes.Value);
        if (Memory.AddressOf(source) is not { } address)
            return binder.Report(call.Arguments[0].Span, $"str() takes a pointer, but this is {ProbeBinder.Name(source.Type)}", $"write {Signature}");
        var most = binder.Script.Options.MaxStringLength;
        if (length is BoundConstant { Value: var constant })
        {
            if (constant < 1)
                return binder.Report(call.Arguments[1].Span, "the length must be at least 1", "it counts the zero at the end, too");
            (most, length) = ((int)Math.Min(most + 1, constant), null);
        }
        else if (length is null)
        {
            // One byte more for its end: a text that reaches the longest length was cut, and is printed so.
            most++;
        }
        var helper = Memory.IsUser(source) ? Helper.ProbeReadUserText : Helper.ProbeReadAnyText;
        return new BoundTextBuiltin(call.Span, ScriptType.Text(most), (generator, place) => Emit(generator, call.Span, place, helper, address, length, most), address.HasEffect || length is { HasEffect: true })
        {
            Operands = length is null ? [address] : [address, length],
        };
    }

    private static BoundText Cut(BoundText text, int bytes) => new(text.Span, Encoding.UTF8.GetString(text.Bytes, 0, bytes), text.Bytes[..bytes]);

    private static void Emit(ProgramGenerator generator, TextSpan span, Place place, Helper helper, BoundExpression address, BoundExpression? length, int most)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var (source, size) = (generator.Later(address), generator.Later(length));
        generator.Zero(place, ScriptType.Text(most).Room);
        code.SetAddress(Register.R1, place);
        code.Set(Register.R2, most);
        if (length is not null)
        {
            var fits = code.NewLabel();
            size(Register.R2);
            code.JumpIf(Jump.BelowOrEqual, Register.R2, most, fits);
            code.Set(Register.R2, most);
            code.Bind(fits);
        }
        source(Register.R3);
        code.Call(helper);
        generator.ReportFailure(span, helper);
        generator.ReleaseFrame(mark);
    }
}
