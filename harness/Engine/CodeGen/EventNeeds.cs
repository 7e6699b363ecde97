using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>What the calls of a probe need to send: whether anything, and the largest payload in bytes.</summary>
internal static class EventNeeds
{
    public static (bool Sends, int Payload) Of(BoundProbe probe)
    {
        var needs = (false, 0);
        Add(probe.Body, ref needs);
        return needs;
    }

    private static void Add(BoundStatement? statement, ref (bool Sends, int Payload) needs)
    {
        switch (statement)
        {
            case BoundBlock block:
                foreach (var inner in block.Statements)
                    Add(inner, ref needs);
                break;
            case BoundIf conditional:
                Add(conditional.Then, ref needs);
                Add(conditional.Otherwise, ref needs);
                break;
            case BoundExpressionStatement { Expression: BoundCall call }:
                needs = (needs.Sends || call.SendsEvents, Math.Max(needs.Payload, call.PayloadSize));
                break;
        }
    }
}
