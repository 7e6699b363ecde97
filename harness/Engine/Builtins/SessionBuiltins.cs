using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>What programs that run at entry and at return ask: <c>session_is_return</c>.</summary>
internal static class SessionBuiltins
{
    /// <summary>The kernel's function that knows (kernel/trace/bpf_trace.c); it takes the context or, on older kernels, nothing.</summary>
    private const string Question = "bpf_session_is_return";

    public static Builtin[] All { get; } = [new("session_is_return", IsReturn)];

    private static BoundExpression IsReturn(ProbeBinder binder, TextSpan span)
    {
        var mechanism = binder.Target.Mechanism;
        if (!mechanism.IsSession)
            return binder.Report(span, $"{mechanism.Name} does not run at entry and return", "kprobe.session, uprobe.session and fsession do");
        var function = binder.Script.Kernel.FindFunction(Question) ?? throw new UnsupportedException(
            mechanism.Name, $"session_is_return: this kernel does not offer {mechanism.Name} to scripts that ask ({binder.Script.Kernel.MissingReason ?? $"its BTF does not know {Question}"}). Use {Instead(mechanism)} instead.");
        return new BoundBuiltin(span, ScriptType.Boolean, (generator, target) =>
        {
            if (function.Parameters.Count > 0)
                generator.Code.Move(Register.R1, Register.R6);
            generator.Code.CallKernelFunction(function.BtfId);
            // The kernel's bool is a byte; what stands above it in the register is not said.
            generator.Code.Arithmetic(Arithmetic.And, Register.R0, 1);
            generator.Code.Move(target, Register.R0);
        });
    }

    private static string? Instead(Mechanism session)
    {
        while (Mechanisms.Find(session.Alternative ?? "") is { IsSession: true } next)
            session = next;
        return session.Alternative;
    }
}
