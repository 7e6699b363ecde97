using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>buf(data[, length])</c>: bytes as they are, for <c>%r</c>. The length of an array is known.</summary>
public sealed class BufFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "buf";

    /// <inheritdoc/>
    public override string? Signature => "buf(pointer, length) or buf(array)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        var source = binder.Bind(call.Arguments[0]);
        var length = call.Arguments.Count == 2 ? binder.Integer(call.Arguments[1], "the length") : null;
        if (source is BoundNothing || length is BoundNothing)
            return new BoundNothing(call.Span);
        var known = source is { Type.Kind: TypeKind.Array or TypeKind.Structure or TypeKind.Text };
        if (!known && length is null)
            return binder.Report(call.Span, "buf() of a pointer needs a length", $"write {Signature}");
        var most = binder.Script.Options.MaxStringLength;
        if (length is BoundConstant { Value: var constant })
        {
            if (constant is < 0)
                return binder.Report(call.Arguments[1].Span, "the length must not be negative");
            (most, length) = ((int)Math.Min(most, constant), null);
        }
        if (known)
            most = Math.Min(most, source is BoundText text && call.Arguments.Count == 1 ? text.Bytes.Length : source.Type.Size);
        var type = ScriptType.Opaque(BufferRendering.Header + Math.Max(1, most), new BufferRendering());
        var address = Memory.AddressOf(source);
        if (address is null && !source.Type.IsAggregate)
            return binder.Report(call.Arguments[0].Span, $"buf() takes a pointer or an array, but this is {ProbeBinder.Name(source.Type)}", $"write {Signature}");
        var helper = Memory.IsUser(source) ? Helper.ProbeReadUser : Helper.ProbeReadAny;
        return new BoundTextBuiltin(call.Span, type, (generator, place) => Emit(generator, place, type, helper, source, address, length, most))
        {
            Operands = [address ?? source, .. length is null ? [] : new[] { length }],
        };
    }

    private static void Emit(ProgramGenerator generator, Place place, ScriptType type, Helper helper, BoundExpression source, BoundExpression? address, BoundExpression? length, int most)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var size = generator.Later(length);
        var load = address is null ? null : generator.Later(address);
        var held = address is null ? generator.PlaceOf(source) : default;
        generator.Zero(place, type.Room);
        code.Set(Register.R2, most);
        if (length is not null)
        {
            var fits = code.NewLabel();
            size(Register.R2);
            code.JumpIf(Jump.BelowOrEqual, Register.R2, most, fits);
            code.Set(Register.R2, most);
            code.Bind(fits);
        }
        code.Store(place, Register.R2);
        if (load is null)
            code.SetAddress(Register.R3, held);
        else
            load(Register.R3);
        code.SetAddress(Register.R1, place + BufferRendering.Header);
        code.Call(load is null ? Helper.ProbeReadKernel : helper);
        if (load is not null)
            generator.ReportFailure(source.Span, helper);
        generator.ReleaseFrame(mark);
    }
}
