using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>strlen(text)</c>: bytes before its end.</summary>
public sealed class StrlenFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "strlen";

    /// <inheritdoc/>
    public override string? Signature => "strlen(text)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var text = binder.Bind(call.Arguments[0]);
        return text switch
        {
            BoundNothing => text,
            BoundText literal => new BoundConstant(call.Span, ScriptType.UInt64, literal.Bytes.Length),
            { Type.IsText: true } => new BoundBuiltin(call.Span, ScriptType.UInt64, (generator, target) => Emit(generator, target, text)) { Operands = [text] },
            _ => binder.Report(call.Arguments[0].Span, $"strlen() takes a string, but this is {ProbeBinder.Name(text.Type)}", text.Type.IsInteger ? "read it: str(pointer)" : null),
        };
    }

    /// <summary>The kernel's own copy of a text says how long it was.</summary>
    private static void Emit(ProgramGenerator generator, Register target, BoundExpression text)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var (source, copy) = (generator.PlaceOf(text), generator.Allocate(text.Type.Room));
        code.SetAddress(Register.R1, copy);
        code.Set(Register.R2, text.Type.Room);
        code.SetAddress(Register.R3, source);
        code.Call(Helper.ProbeReadKernelText);
        code.Arithmetic(Arithmetic.Subtract, Register.R0, 1);
        code.Move(target, Register.R0);
        generator.ReleaseFrame(mark);
    }
}
