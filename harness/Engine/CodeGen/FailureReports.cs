using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>What programs report of helpers that failed, for <c>-k</c>: each place of the script and helper is one action.</summary>
internal sealed class FailureReports(List<IScriptAction> actions, SourceText source)
{
    private readonly Dictionary<(TextSpan Place, Helper Helper), int> _known = [];

    /// <summary>The number of the action that tells about a helper at a place; its payload is the helper's answer.</summary>
    public int ActionOf(TextSpan place, Helper helper)
    {
        if (_known.TryGetValue((place, helper), out var action))
            return action;
        var ((file, line, column), (whole, _), (_, end)) = (source.Whereabouts(place.Start), source.Position(place.Start), source.Position(place.End));
        var name = HelperNames.Of((int)helper);
        actions.Add(new Tell(new HelperFailure("", name.StartsWith("bpf_", StringComparison.Ordinal) ? name[4..] : name, 0, file, line, column, end, source.Line(whole).ToString())));
        return _known[(place, helper)] = actions.Count - 1;
    }

    private sealed record Tell(HelperFailure Failure) : IScriptAction
    {
        public void Perform(ReadOnlySpan<byte> payload, IActionContext context)
        {
            var answer = payload.Length >= 8 ? BinaryPrimitives.ReadInt64LittleEndian(payload) : 0;
            // A lookup answers with no address.
            var text = answer == 0 ? "Can't lookup map element because it does not exist." : Marshal.GetPInvokeErrorMessage((int)-answer);
            context.Emit(Failure with { Text = text, Answer = answer });
        }
    }
}
