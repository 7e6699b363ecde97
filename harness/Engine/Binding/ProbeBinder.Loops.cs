using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

public sealed partial class ProbeBinder
{
    /// <summary>Most rounds of an unroll, as in bpftrace.</summary>
    private const int MostUnrolled = 100;

    /// <summary>Most rounds of unrolls within each other: each makes code of its own.</summary>
    private const long MostUnrolledTogether = 4096;

    private int _loops;
    private long _unrolled = 1;

    private BoundStatement? Loop(Statement statement)
    {
        switch (statement)
        {
            case WhileStatement loop:
                return While(loop);
            case ForRangeStatement range:
                return Range(range);
            case ForEachStatement each:
                return Each(each);
            case UnrollStatement unroll:
                return Unroll(unroll);
            default:
                if (_loops == 0)
                    Report(statement.Span, $"{Constructs.Of(statement)} stands in no loop");
                return statement is BreakStatement ? new BoundBreak(statement.Span) : new BoundContinue(statement.Span);
        }
    }

    private BoundStatement? While(WhileStatement loop)
    {
        var (condition, body) = (Condition(loop.Condition), Body(loop.Body));
        if (condition is not BoundConstant { Value: var known })
            return new BoundWhile(loop.Span, condition, body);
        if (known != 0 && !BoundTree.Any(body, s => s is BoundBreak or BoundReturn or BoundOwnReturn, e => e is BoundCall { Leaves: true }))
            Report(loop.Condition.Span, "this loop never ends, and the kernel runs only programs that do", "break out of it, or use for ($i : 0..n)");
        return known != 0 ? new BoundWhile(loop.Span, condition, body) : null;
    }

    private BoundBlock Body(BlockStatement block)
    {
        _loops++;
        var body = Block(block);
        _loops--;
        return body;
    }

    private BoundStatement Range(ForRangeStatement range)
    {
        var (start, end) = (Integer(range.Start, "a range's start"), Integer(range.End, "a range's end"));
        return Scoped(() =>
        {
            var variable = Introduce(range.Variable, start.Type is { Size: 8, Signed: false } && end.Type is { Size: 8, Signed: false } ? ScriptType.UInt64 : ScriptType.Int64);
            return new BoundRange(range.Span, variable, start, end, Body(range.Body));
        });
    }

    private BoundStatement? Each(ForEachStatement each)
    {
        if (each.Source is not MapExpression { Keys.Count: 0 } name)
        {
            Report(each.Source.Span, "'for' goes over a map or a range", "write for ($kv : @map) or for ($i : 0..10)");
            return null;
        }
        var map = Script.Maps.Use(name.Name, name.Span);
        var value = Script.Maps.Observe(map);
        var aggregation = value.Aggregation;
        if (aggregation is not null && Builtins.Aggregations.AggregationValue.Bind(this, new BoundMap(name.Span, map, [], value), aggregation) is BoundNothing)
            return null;
        if (aggregation is not null)
            value = aggregation.Unsigned ? ScriptType.UInt64 : ScriptType.Int64;
        var keys = Script.Maps.ObserveKeys(map);
        if (keys.Count == 0)
        {
            Report(name.Span, $"{map.Name} has no keys: there is nothing to go over", $"give it a key: {map.Name}[tid] = …");
            return null;
        }
        var key = keys.Count == 1 ? keys[0] : ScriptType.TupleOf(new TupleType(keys));
        return Scoped(() =>
        {
            var variable = Introduce(each.Variable, ScriptType.TupleOf(new TupleType([key, value])));
            return new BoundEach(each.Span, variable, map, Body(each.Body)) { Folds = aggregation is null ? null : (aggregation, Script.Kernel.PossibleCpus) };
        });
    }

    private BoundStatement? Unroll(UnrollStatement unroll)
    {
        var count = Integer(unroll.Count, "the number of rounds");
        if (count is not BoundConstant { Value: var rounds })
        {
            Report(unroll.Count.Span, "the number of rounds must be known at compile time", "use while or for ($i : 0..n)");
            return null;
        }
        if (rounds is < 1 or > MostUnrolled)
        {
            Report(unroll.Count.Span, $"unroll makes 1 to {MostUnrolled} rounds", "use for ($i : 0..n) for more");
            return null;
        }
        _unrolled *= rounds;
        if (_unrolled > MostUnrolledTogether)
        {
            Report(unroll.Count.Span, $"unrolls within each other make more than {MostUnrolledTogether} rounds", "use for ($i : 0..n) for the inner ones");
            _unrolled /= rounds;
            return null;
        }
        var body = Block(unroll.Body);
        _unrolled /= rounds;
        return new BoundBlock(unroll.Span, [.. Enumerable.Repeat(body, (int)rounds)]);
    }
}
