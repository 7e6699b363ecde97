using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Control;

/// <summary><c>assert(condition, "message")</c>: if the condition does not hold, complains and ends the script with exit code 1.</summary>
public sealed class AssertFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "assert";

    /// <inheritdoc/>
    public override string? Signature => "assert(condition, \"message\")";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(2, 2, binder, call))
            return new BoundNothing(call.Span);
        var condition = binder.Condition(call.Arguments[0]);
        if (call.Arguments[1] is not TextExpression message)
            return binder.Report(call.Arguments[1].Span, "the message must be a text that is known when the script is compiled", $"write {Signature}");
        if (condition is BoundNothing)
            return condition;
        var source = binder.Script.Diagnostics.Source;
        var ((file, line, column), (_, end)) = (source.Whereabouts(call.Span.Start), source.Position(call.Span.End));
        binder.Script.Actions.Add(new Complain(new Complaint(false, $"assert failed: {message.Text}", file, line, column, end)));
        return new Check(call.Span, condition, binder.Script.Actions.Count - 1);
    }

    private sealed class Complain(Complaint complaint) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(complaint);
    }

    private sealed record Check(TextSpan Span, BoundExpression Condition, int Action) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => [Condition];

        public override bool SendsEvents => true;

        public override bool Leaves => true;

        public override void Emit(ProgramGenerator generator)
        {
            var holds = generator.Code.NewLabel();
            generator.BranchTo(Condition, holds);
            generator.Send(EventKind.Output, Action, 0);
            generator.Send(EventKind.Exit, 1, 0);
            generator.Leave();
            generator.Code.Bind(holds);
        }
    }
}
