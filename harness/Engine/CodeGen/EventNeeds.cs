using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>Whether a probe sends events, so that the object needs a ring buffer.</summary>
internal static class EventNeeds
{
    public static bool Sends(BoundProbe probe) =>
        BoundTree.Any(probe.Body, null, IsSender) || (probe.Predicate is { } predicate && BoundTree.Any(predicate, null, IsSender));

    private static bool IsSender(BoundExpression expression) => expression is BoundCall { SendsEvents: true };
}
