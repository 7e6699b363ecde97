using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Tasks;

/// <summary><c>pid(init)</c>, <c>pid(curr_ns)</c> and the same of tid: as the first namespace sees it, or as the tracer's own does.</summary>
public abstract class NamespacedIdFunction : Function
{
    // PROC_PID_INIT_INO, include/linux/proc_ns.h: the inode of the first namespace.
    private const string First = "pid:[4026531836]";

    /// <inheritdoc/>
    public override string? Signature => $"{Name}, {Name}(curr_ns) or {Name}(init)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(0, 1, binder, call))
            return new BoundNothing(call.Span);
        var plain = BuiltinTable.Find(Name)!.Bind(binder, call.Span);
        return (call.Arguments.Count == 0 ? null : call.Arguments[0] as NameExpression)?.Name switch
        {
            null when call.Arguments.Count == 0 => plain,
            "init" => plain,
            "curr_ns" when Own() is First or null => plain,
            "curr_ns" => binder.Report(call.Span, $"the tracer runs in a process namespace of its own ({Own()}), and {Name} is known as the first one sees it only", $"write {Name}(init), or run the tracer in the first namespace"),
            _ => binder.Report(call.Arguments[0].Span, $"this is no namespace that {Name}() knows", $"write {Signature}"),
        };
    }

    private static string? Own()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
