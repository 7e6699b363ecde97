using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>exit([code])</c>: asks the session to end and skips the rest of this probe; other probes may still run until the session has detached.</summary>
public sealed class ExitFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "exit";

    /// <inheritdoc/>
    public override string? Signature => "exit() or exit(code)";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(0, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments.Count == 0)
            return new Exit(call.Span, 0);
        return binder.Bind(call.Arguments[0]) is BoundConstant { Value: >= 0 and <= 255 } code
            ? new Exit(call.Span, (int)code.Value)
            : binder.Report(call.Arguments[0].Span, "the exit code must be a constant from 0 to 255", "write exit(1)");
    }

    private sealed record Exit(TextSpan Span, int Code) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => [];

        public override bool SendsEvents => true;

        public override bool Leaves => true;

        public override void Emit(ProgramGenerator generator)
        {
            generator.Send(EventKind.Exit, Code, 0);
            generator.Leave();
        }
    }
}
