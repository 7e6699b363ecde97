using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>strncmp(a, b, length)</c>: 0 if the first bytes of two texts are equal, else 1.</summary>
public sealed class StrncmpFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "strncmp";

    /// <inheritdoc/>
    public override string? Signature => "strncmp(text, text, length)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(3, 3, binder, call) || TwoTexts.Bind(this, binder, call) is not var (left, right))
            return new BoundNothing(call.Span);
        if (binder.Bind(call.Arguments[2]) is not BoundConstant { Value: >= 0 } length)
            return binder.Report(call.Arguments[2].Span, "the length must be a number that is known when the script is compiled", "write strncmp(comm, \"cat\", 3)");
        var bytes = (int)Math.Min(length.Value, Math.Min(left.Type.Size, right.Type.Size));
        if (left is BoundText a && right is BoundText b)
            return new BoundConstant(call.Span, ScriptType.Int64, Cut(a.Bytes, length.Value).SequenceEqual(Cut(b.Bytes, length.Value)) ? 0 : 1);
        return new BoundBuiltin(call.Span, ScriptType.Int64, (generator, target) => Emit(generator, target, left, right, bytes)) { Operands = [left, right] };
    }

    private static ReadOnlySpan<byte> Cut(byte[] text, long length) => text.AsSpan(0, (int)Math.Min(text.Length, length));

    /// <summary>Texts are padded with zeros, so equal words mean equal texts, wherever they end.</summary>
    private static void Emit(ProgramGenerator generator, Register target, BoundExpression left, BoundExpression right, int bytes)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var (a, b) = (generator.PlaceOf(left), generator.PlaceOf(right));
        var (different, end) = (code.NewLabel(), code.NewLabel());
        WordComparison.Emit(generator, a, b, bytes, target, different);
        code.Set(target, 0);
        code.Jump(end);
        code.Bind(different);
        code.Set(target, 1);
        code.Bind(end);
        generator.ReleaseFrame(mark);
    }
}
