using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Tasks;

/// <summary>The kernel's structure of the task that runs, and what is read out of it.</summary>
internal static class CurrentTask
{
    public const string Structure = "struct task_struct";

    public static Builtin[] All { get; } =
    [
        new("curtask", (binder, span) => Task(binder, span)),
    ];

    /// <summary>A pointer to the structure; a bare number where the kernel's types are not known.</summary>
    internal static BoundBuiltin Task(ProbeBinder binder, TextSpan span) =>
        new(span, binder.Script.Kernel.FindType(Structure) is { } type ? ScriptType.PointerTo(type) : ScriptType.UInt64,
            (generator, target) => HelperValue.Emit(generator, Helper.GetCurrentTask, target));

    /// <summary>A member of the task that a pointer in another task points to.</summary>
    internal static BoundExpression Member(ProbeBinder binder, TextSpan span, string name, BoundExpression from, string pointer, string member)
    {
        if (binder.Script.Kernel.FindType(Structure) is not { } task || task.FindMember(pointer) is not { } other || task.FindMember(member) is not { } wanted)
            throw new UnsupportedException("btf", $"{name} needs the kernel's types: {binder.Script.Kernel.MissingReason ?? $"they do not describe {Structure}"}");
        var address = new BoundMemory(span, ScriptType.Of(other.Type), from, other.Offset, false);
        return wanted.Type.IsText
            ? new BoundMemory(span, ScriptType.Text(wanted.Type.Size), address, wanted.Offset, false)
            : new BoundMemory(span, ScriptType.Of(wanted.Type), address, wanted.Offset, false);
    }
}
