using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Tasks;

/// <summary>What a task's own or another task's structure says, reached from a pointer to it: <c>ppid(task)</c>. Without the argument it is about the current task.</summary>
/// <param name="name">As scripts write it.</param>
/// <param name="pointer">The member that leads to the other task.</param>
/// <param name="member">What is asked of that task.</param>
public sealed class TaskFunction(string name, string pointer, string member) : Function
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string? Signature => $"{name} or {name}(curtask)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override bool AllowsBareName => true;

    /// <summary>All such functions.</summary>
    internal static Function[] All { get; } =
    [
        new TaskFunction("ppid", "real_parent", "pid"),
        new TaskFunction("pcomm", "real_parent", "comm"),
        new TaskFunction("leader_tid", "group_leader", "pid"),
        new TaskFunction("leader_comm", "group_leader", "comm"),
    ];

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(0, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments.Count == 0)
            return CurrentTask.Member(binder, call.Span, name, CurrentTask.Task(binder, call.Span), pointer, member);
        var task = binder.Bind(call.Arguments[0]);
        if (task is BoundNothing)
            return task;
        return task.Type.Pointee?.Spelling is CurrentTask.Structure
            ? CurrentTask.Member(binder, call.Span, name, task, pointer, member)
            : binder.Report(call.Arguments[0].Span, $"{name}() takes a pointer to {CurrentTask.Structure}, but this is {task.Type}", "curtask is one; cast others: (struct task_struct *)x");
    }
}
