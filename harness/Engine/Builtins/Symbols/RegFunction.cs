using Conformance.Engine.Binding;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>reg("ip")</c>: a register of the traced code.</summary>
public sealed class RegFunction : Function
{
    // struct pt_regs of x86-64, arch/x86/include/asm/ptrace.h, in its order, as bpftrace names them.
    private static readonly string[] Names = ["r15", "r14", "r13", "r12", "bp", "bx", "r11", "r10", "r9", "r8", "ax", "cx", "dx", "si", "di", "orig_ax", "ip", "cs", "flags", "sp", "ss"];

    // BPF_PROG_TYPE_KPROBE and BPF_PROG_TYPE_PERF_EVENT, include/uapi/linux/bpf.h: their contexts are, or begin with, the registers.
    private const uint KprobeProgram = 2;
    private const uint PerfEventProgram = 7;

    /// <inheritdoc/>
    public override string Name => "reg";

    /// <inheritdoc/>
    public override string? Signature => "reg(\"ip\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression { Text: var name } || Array.IndexOf(Names, name == "pc" ? "ip" : name) is var index && index < 0)
            return binder.Report(call.Arguments[0].Span, "this is no register", $"registers are {string.Join(", ", Names)}");
        return Read(binder, call.Span, 8 * index, Name + "()");
    }

    /// <summary>The register at an offset, or the report that the probe has none.</summary>
    internal static BoundExpression Read(ProbeBinder binder, TextSpan span, int offset, string what) =>
        HasRegisters(binder)
            ? binder.Context(span, new ContextField(offset, ContextField.Register))
            : binder.Report(span, $"{binder.Target.Mechanism.Name} probes do not see the registers that {what} needs", "kprobe, uprobe, profile and their kind do");

    /// <summary>Whether the probe's context has the registers of what it interrupted.</summary>
    internal static bool HasRegisters(ProbeBinder binder) => binder.Target.Mechanism.ProgramType is KprobeProgram or PerfEventProgram;

    /// <summary>Offset of the instruction pointer.</summary>
    internal static int InstructionPointer => 8 * Array.IndexOf(Names, "ip");

    /// <summary>Offset of the code segment, whose low bits say whether user code ran.</summary>
    internal static int CodeSegment => 8 * Array.IndexOf(Names, "cs");
}
