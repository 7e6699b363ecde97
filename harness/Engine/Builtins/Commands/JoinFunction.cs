using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Commands;

/// <summary><c>join(pointers[, separator])</c>: the texts that an array of pointers, ended by zero, points to (<c>args.argv</c>), on one line.</summary>
public sealed class JoinFunction : Function
{
    /// <summary>As many as bpftrace takes.</summary>
    private const int MostTexts = 16;

    /// <inheritdoc/>
    public override string Name => "join";

    /// <inheritdoc/>
    public override string? Signature => "join(args.argv) or join(args.argv, \",\")";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        var array = binder.Integer(call.Arguments[0], "what is joined");
        if (array is BoundNothing)
            return array;
        if (call.Arguments.Count == 2 && call.Arguments[1] is not TextExpression)
            return binder.Report(call.Arguments[1].Span, "the separator must be a text that is known when the script is compiled", $"write {Signature}");
        var separator = call.Arguments.Count == 2 ? ((TextExpression)call.Arguments[1]).Text : " ";
        var room = ScriptType.Text(binder.Script.Options.MaxStringLength).Room;
        binder.Script.Actions.Add(new Print(separator, room));
        return new Join(call.Span, array, Memory.IsUser(array), room, binder.Script.Actions.Count - 1);
    }

    private sealed class Print(string separator, int room) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context)
        {
            var texts = new List<string>();
            var count = payload.Length < 8 ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(payload);
            for (var i = 0; i < count && payload.Length >= 8 + ((i + 1) * room); i++)
                texts.Add(ValueReader.Text(payload.Slice(8 + (i * room), room)));
            context.Emit(new PrintedText("join", string.Join(separator, texts) + "\n"));
        }
    }

    private sealed record Join(TextSpan Span, BoundExpression Array, bool User, int Room, int Action) : BoundCall(Span)
    {
        public override IReadOnlyList<BoundExpression> Operands => [Array];

        public override bool SendsEvents => true;

        public override void Emit(ProgramGenerator generator) => generator.Send(EventKind.Output, Action, 8 + (MostTexts * Room), place => Fill(generator, place), Array.HasEffect);

        private void Fill(ProgramGenerator generator, Place place)
        {
            var mark = generator.FrameMark();
            var code = generator.Code;
            var (array, pointer) = (generator.Later(Array), generator.Allocate(8));
            var end = code.NewLabel();
            // First how many there are; what the ring buffer held before stays in a record until it is written.
            code.Store(place, 0);
            for (var i = 0; i < MostTexts; i++)
            {
                array(Register.R3);
                code.Arithmetic(Arithmetic.Add, Register.R3, 8 * i);
                code.SetAddress(Register.R1, pointer);
                code.Set(Register.R2, 8);
                code.Call(User ? Helper.ProbeReadUser : Helper.ProbeReadAny);
                code.Load(Register.R3, pointer);
                code.JumpIf(Jump.Equal, Register.R3, 0, end);
                code.SetAddress(Register.R1, place + (8 + (i * Room)));
                code.Set(Register.R2, Room);
                code.Call(User ? Helper.ProbeReadUserText : Helper.ProbeReadAnyText);
                code.Store(place, i + 1);
            }
            code.Bind(end);
            generator.ReleaseFrame(mark);
        }
    }
}
