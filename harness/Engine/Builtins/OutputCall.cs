using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>Sends one output event: the values one after another, each in its room; the action is carried out when the event is read.</summary>
internal sealed record OutputCall(TextSpan Span, IReadOnlyList<BoundExpression> Values, int Action) : BoundCall(Span)
{
    public override IReadOnlyList<BoundExpression> Operands => Values;

    public override bool SendsEvents => true;

    private int PayloadSize => Values.Sum(value => value.Type.Room);

    public override void Emit(ProgramGenerator generator)
    {
        generator.Send(EventKind.Output, Action, PayloadSize, Fill, Values.Any(value => value.HasEffect));

        void Fill(Place place)
        {
            foreach (var value in Values)
            {
                generator.Store(value, place, value.Type.Room);
                place += value.Type.Room;
            }
        }
    }

    /// <summary>Registers the action and makes the call.</summary>
    public static OutputCall Create(ProbeBinder binder, TextSpan span, IReadOnlyList<BoundExpression> values, IScriptAction action)
    {
        // Bodies of hooks that share a program must ask for the very same action, or their code would differ.
        var known = binder.Target.Number >= 0 ? binder.Script.Actions.IndexOf(action) : -1;
        if (known < 0)
            binder.Script.Actions.Add(action);
        return new OutputCall(span, values, known < 0 ? binder.Script.Actions.Count - 1 : known);
    }
}
