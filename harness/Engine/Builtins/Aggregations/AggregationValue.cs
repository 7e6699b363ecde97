using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary>An aggregation read inside a probe (<c>if (@c &gt; 5)</c>): the program looks at the cells of every CPU.</summary>
internal static class AggregationValue
{
    /// <summary>The value as a number, or the report why there is none.</summary>
    public static BoundExpression Bind(ProbeBinder binder, BoundMap map, Aggregation aggregation)
    {
        if (!aggregation.Readable)
            return binder.Report(map.Span, $"{map.Map.Name} holds {aggregation.Name}, which is no single number that a probe could read", "print it: print(@x)");
        var kernel = binder.Script.Kernel;
        if (!kernel.HasHelper(Helper.MapLookupPercpu))
            return binder.Report(map.Span,
                $"{map.Map.Name} counts on every CPU by itself, and this kernel lets no program look at other CPUs' numbers (helper bpf_map_lookup_percpu_elem, found out by trying to load one)",
                $"count with ++ or += to read the value, or print it: print({map.Map.Name})");
        var type = aggregation.Unsigned ? ScriptType.UInt64 : ScriptType.Int64;
        return new BoundBuiltin(map.Span, type, (generator, target) => generator.ReadAggregation(map, aggregation, kernel.PossibleCpus, target)) { Operands = map.Keys };
    }
}
