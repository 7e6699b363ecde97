using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>How many registers that survive calls the expressions of a probe want at once; what is left may hold variables.</summary>
internal static class RegisterDemand
{
    public static int Of(BoundProbe probe) => Math.Max(probe.Predicate is null ? 0 : Of(probe.Predicate), Of(probe.Body));

    private static int Of(BoundStatement? statement)
    {
        switch (statement)
        {
            case BoundBlock block:
                var most = 0;
                foreach (var inner in block.Statements)
                    most = Math.Max(most, Of(inner));
                return most;
            case BoundIf conditional:
                return Math.Max(Of(conditional.Condition), Math.Max(Of(conditional.Then), Of(conditional.Otherwise)));
            case BoundExpressionStatement expression:
                return Of(expression.Expression);
            case BoundSetVariable assignment:
                return Of(assignment.Value);
            case BoundSetMap assignment:
                return Math.Max(Of(assignment.Target), Of(assignment.Value));
            case BoundAddToMap addition:
                return Math.Max(Of(addition.Target), Of(addition.Value));
            default:
                return 0;
        }
    }

    private static int Of(BoundExpression expression)
    {
        switch (expression)
        {
            case BoundBinary { Left: var left, Right: var right } binary when !binary.Operator.IsLogical():
                if (!right.Calls)
                    return Of(left);
                return !left.Calls && !right.HasEffect ? Of(right) : Math.Max(Of(left), 1 + Of(right));
            case BoundBinary binary:
                return Math.Max(Of(binary.Left), Of(binary.Right));
            case BoundUnary unary:
                return Of(unary.Operand);
            case BoundCast cast:
                return Of(cast.Operand);
            case BoundConditional conditional:
                return Math.Max(Of(conditional.Condition), Math.Max(Of(conditional.Then), Of(conditional.Otherwise)));
            case BoundIncrement increment:
                return Of(increment.Target);
            case BoundMap map:
                return Of(map.Keys);
            case BoundCall call:
                return Of(call.Operands) + (call.SendsEvents ? 1 : 0);
            default:
                return 0;
        }
    }

    private static int Of(IReadOnlyList<BoundExpression> expressions)
    {
        var most = 0;
        foreach (var expression in expressions)
            most = Math.Max(most, Of(expression));
        return most;
    }
}
