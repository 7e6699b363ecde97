using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Control;

/// <summary>A function of bpftrace that this engine does without: what stands in its way, and what to use instead.</summary>
public sealed class RefusedFunction(string name, string why, string instead) : Function
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override bool AllowsBareName => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call) => binder.Report(call.Span, $"{name}() {why}", instead);

    /// <summary>All of them.</summary>
    internal static Function[] All { get; } =
    [
        new RefusedFunction("override", "would change what the kernel answers, and this tracer only observes", "use the kernel's own fault injection (/sys/kernel/debug/fail_function)"),
        new RefusedFunction("write_user", "would change a process's memory, and this tracer only observes", "read it: str(pointer), *pointer"),
        new RefusedFunction("skboutput", "writes packets to a file, which is not supported", "use tcpdump for packets, or print what you need of args.skb"),
        new RefusedFunction("unwatch", "takes back a watchpoint while the script runs, which is not supported: watchpoints stay until the script ends", "leave it out, or end the script with exit()"),
        new RefusedFunction("dw_ustack", "needs DWARF, which is not read: stacks of programs are followed by their frame pointers", "use ustack, with programs that are built with -fno-omit-frame-pointer"),
    ];
}
