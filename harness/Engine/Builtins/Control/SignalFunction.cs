using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Control;

/// <summary><c>signal(number)</c>, <c>signal("SIGKILL")</c>: sends a signal to the current process. Only with --unsafe.</summary>
public class SignalFunction : Function
{
    // include/uapi/asm-generic/signal.h, from 1.
    private static readonly string[] Names =
    [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
        "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    private const int Last = 64;

    /// <inheritdoc/>
    public override string Name => "signal";

    /// <inheritdoc/>
    public override string? Signature => $"{Name}(9) or {Name}(\"SIGKILL\")";

    /// <summary>What sends it.</summary>
    protected virtual Helper Sender => Helper.SendSignal;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!binder.Script.Options.Unsafe)
            return binder.Report(call.Span, $"{Name}() may change the machine and needs --unsafe", "add --unsafe to the command line");
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (!binder.Target.Mechanism.HasHook)
            return binder.Report(call.Span, $"{binder.Target.Mechanism.Name} runs in the tracer itself, which must not be sent signals");
        if (call.Arguments[0] is TextExpression { Text: var text })
        {
            var known = Array.IndexOf(Names, text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..].ToUpperInvariant() : text.ToUpperInvariant());
            return known >= 0 ? new Send(call.Span, new BoundConstant(call.Span, ScriptType.Int64, known + 1), Sender)
                : binder.Report(call.Arguments[0].Span, $"'{text}' is no signal", NearNames.Hint(text, Names.Select(n => "SIG" + n)) ?? $"write {Signature}");
        }
        var number = binder.Integer(call.Arguments[0], "a signal");
        return number switch
        {
            BoundNothing => number,
            BoundConstant { Value: < 1 or > Last } => binder.Report(number.Span, $"signals are numbered from 1 to {Last}", $"write {Signature}"),
            _ => new Send(call.Span, number, Sender),
        };
    }

    private sealed record Send(TextSpan Span, BoundExpression Number, Helper Sender) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => [Number];

        public override void Emit(ProgramGenerator generator) => generator.Call(Sender, Number);
    }
}
