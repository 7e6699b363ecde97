using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary>
/// <c>path(args.file.f_path[, size])</c>: the whole path of a <c>struct path</c>. The kernel allows it in the probes of a few functions only (btf_allowlist_d_path, kernel/trace/bpf_trace.c), and wants
/// pointers whose types it has followed from the context on.
/// </summary>
public sealed class PathFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "path";

    /// <inheritdoc/>
    public override string? Signature => "path(args.file.f_path) or path(args.file.f_path, size)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        if (binder.Target.Mechanism.ProgramType != TypedPointer.TracingProgram)
            return binder.Report(call.Span, $"{binder.Target.Mechanism.Name} probes cannot make paths: the kernel knows the types of their pointers no more", "fentry and fexit can, on functions such as filp_close and vfs_truncate");
        var source = binder.Bind(call.Arguments[0]);
        if (source is BoundNothing)
            return source;
        var size = binder.Script.Options.MaxStringLength;
        if (call.Arguments.Count == 2)
        {
            if (binder.Bind(call.Arguments[1]) is not BoundConstant { Value: >= 1 } constant)
                return binder.Report(call.Arguments[1].Span, "the size must be a number that is known when the script is compiled", $"write {Signature}");
            size = (int)Math.Min(size, constant.Value);
        }
        var structure = source.Type.IsPointer ? source.Type.Pointee : source.Type.C;
        // Newer kernels declare it const.
        if (structure?.Spelling is not ("struct path" or "const struct path") || !TypedPointer.IsFollowed(source))
            return binder.Report(call.Arguments[0].Span, "path() takes a struct path that is reached from an argument by its members alone", $"write {Signature}");
        var type = ScriptType.Text(size);
        return new BoundTextBuiltin(call.Span, type, (generator, place) => Emit(generator, place, source, type));
    }

    private static void Emit(ProgramGenerator generator, Place place, BoundExpression source, ScriptType type)
    {
        var code = generator.Code;
        generator.Zero(place, type.Room);
        if (source is BoundMemory { Type.IsPointer: false } memory)
        {
            TypedPointer.Follow(code, memory.Address);
            if (memory.Offset != 0)
                code.Arithmetic(Arithmetic.Add, Register.R1, memory.Offset);
        }
        else
        {
            TypedPointer.Follow(code, source);
        }
        code.SetAddress(Register.R2, place);
        code.Set(Register.R3, type.Size);
        code.Call(Helper.DPath);
    }
}
