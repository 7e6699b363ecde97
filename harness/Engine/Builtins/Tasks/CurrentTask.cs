using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Tasks;

/// <summary>The kernel's structure of the task that runs, and what is read out of it: <c>curtask ppid pcomm</c>.</summary>
internal static class CurrentTask
{
    private const string Structure = "struct task_struct";

    public static Builtin[] All { get; } =
    [
        new("curtask", (binder, span) => Task(binder, span)),
        new("ppid", (binder, span) => Member(binder, span, "ppid", "real_parent", "tgid")),
        new("pcomm", (binder, span) => Member(binder, span, "pcomm", "group_leader", "comm")),
    ];

    /// <summary>A pointer to the structure; a bare number where the kernel's types are not known.</summary>
    private static BoundBuiltin Task(ProbeBinder binder, TextSpan span) =>
        new(span, binder.Script.Kernel.FindType(Structure) is { } type ? ScriptType.PointerTo(type) : ScriptType.UInt64,
            (generator, target) => HelperValue.Emit(generator, Helper.GetCurrentTask, target));

    /// <summary>A member of the task that a pointer in the current task points to.</summary>
    private static BoundExpression Member(ProbeBinder binder, TextSpan span, string name, string pointer, string member)
    {
        if (binder.Script.Kernel.FindType(Structure) is not { } task || task.FindMember(pointer) is not { } other || task.FindMember(member) is not { } wanted)
            throw new UnsupportedException("btf", $"{name} needs the kernel's types: {binder.Script.Kernel.MissingReason ?? $"they do not describe {Structure}"}");
        var address = new BoundMemory(span, ScriptType.Of(other.Type), Task(binder, span), other.Offset, false);
        return wanted.Type.IsText
            ? new BoundMemory(span, ScriptType.Text(wanted.Type.Size), address, wanted.Offset, false)
            : new BoundMemory(span, ScriptType.Of(wanted.Type), address, wanted.Offset, false);
    }
}
