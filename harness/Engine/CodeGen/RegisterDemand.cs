using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>How many registers that survive calls the expressions of a probe want at once; what is left may hold variables.</summary>
internal static class RegisterDemand
{
    public static int Of(BoundProbe probe) => Math.Max(probe.Predicate is null ? 0 : Of(probe.Predicate), Of(probe.Body));

    public static int Of(BoundStatement statement)
    {
        var most = 0;
        foreach (var expression in BoundTree.ExpressionsOf(statement))
            most = Math.Max(most, Of(expression));
        foreach (var inner in BoundTree.StatementsOf(statement))
            most = Math.Max(most, Of(inner));
        return most;
    }

    private static int Of(BoundExpression expression)
    {
        if (expression is BoundBinary { Left: var left, Right: var right } binary && !binary.Operator.IsLogical())
        {
            if (!right.Calls)
                return Of(left);
            return !left.Calls && !right.HasEffect ? Of(right) : Math.Max(Of(left), 1 + Of(right));
        }
        var most = 0;
        foreach (var child in BoundTree.ChildrenOf(expression))
            most = Math.Max(most, Of(child));
        foreach (var statement in BoundTree.StatementsOf(expression))
            most = Math.Max(most, Of(statement));
        // The record that is being written in the ring buffer.
        return expression is BoundCall { SendsEvents: true, Operands.Count: > 0 } ? most + 1 : most;
    }
}
