using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary><c>exit()</c>: asks the session to end and skips the rest of this probe; other probes may still run until the session has detached.</summary>
public sealed class ExitFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "exit";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call) => Takes(0, 0, binder, call) ? new Exit(call.Span) : new BoundNothing(call.Span);

    private sealed record Exit(TextSpan Span) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => [];

        public override bool SendsEvents => true;

        public override void Emit(ProgramGenerator generator)
        {
            generator.Send(EventKind.Exit, 0, 0);
            generator.Leave();
        }
    }
}
