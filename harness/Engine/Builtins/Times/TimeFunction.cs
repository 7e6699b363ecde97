using Conformance.Engine.Binding;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Times;

/// <summary><c>time([format])</c>: prints the wall clock as it is when the session carries it out.</summary>
public sealed class TimeFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "time";

    /// <inheritdoc/>
    public override string? Signature => "time() or time(\"%H:%M:%S\\n\")";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(0, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments.Count == 0)
            return OutputCall.Create(binder, call.Span, [], new Print("%H:%M:%S\n"));
        return call.Arguments[0] is TextExpression format
            ? OutputCall.Create(binder, call.Span, [], new Print(format.Text))
            : binder.Report(call.Arguments[0].Span, "time() takes a format that is known when the script is compiled", $"write {Signature}");
    }

    private sealed class Print(string format) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context) => context.Emit(new PrintedText("time", WallClock.Format(format, WallClock.Now())));
    }
}
