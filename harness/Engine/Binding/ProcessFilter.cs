using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>What <c>-p PID</c> means for probes that the kernel cannot attach to one process: a predicate in front of the script's own.</summary>
internal static class ProcessFilter
{
    /// <summary>The predicate of a probe, with the process's where it is needed.</summary>
    public static Expression? Apply(Expression? predicate, ProbeTarget target, AttachPoint place, EngineOptions options)
    {
        if (options.ProcessId <= 0 || !target.Mechanism.FiltersByProcess)
            return predicate;
        var mine = new BinaryExpression(place.Span, BinaryOperator.Equal, new NameExpression(place.Span, "pid"), new IntegerExpression(place.Span, (ulong)options.ProcessId));
        return predicate is null ? mine : new BinaryExpression(place.Span, BinaryOperator.And, mine, predicate);
    }
}
