using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>Sends one output event: the values one after another, integers in 8 bytes, texts padded with zeros to their room.</summary>
internal sealed record OutputCall(TextSpan Span, IReadOnlyList<BoundExpression> Values, int Format) : BoundCall(Span)
{
    public override IReadOnlyList<BoundExpression> Operands => Values;

    public override bool SendsEvents => true;

    public override int PayloadSize
    {
        get
        {
            var size = 0;
            foreach (var value in Values)
                size += RoomOf(value.Type);
            return size;
        }
    }

    public override void Emit(ProgramGenerator generator)
    {
        generator.Send(EventKind.Output, Format, PayloadSize, Fill, Values.Any(v => v.HasEffect));

        void Fill(Place place)
        {
            foreach (var value in Values)
            {
                generator.Store(value, place, RoomOf(value.Type));
                place += RoomOf(value.Type);
            }
        }
    }

    /// <summary>Bytes a value takes in the payload.</summary>
    public static int RoomOf(ScriptType type) => type.IsText ? type.Size : 8;

    /// <summary>Registers the format and makes the call.</summary>
    public static OutputCall Create(ProbeBinder binder, TextSpan span, IReadOnlyList<BoundExpression> values, IOutputFormat format)
    {
        binder.Script.Formats.Add(format);
        return new OutputCall(span, values, binder.Script.Formats.Count - 1);
    }
}
