using System.Globalization;
using Conformance.Engine.Builtins;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

public sealed partial class ProbeBinder
{
    /// <summary>Any expression; what cannot be bound is reported and replaced.</summary>
    public BoundExpression Bind(Expression expression) => expression switch
    {
        IntegerExpression integer => new BoundConstant(integer.Span, integer.Value > long.MaxValue ? ScriptType.UInt64 : ScriptType.Int64, (long)integer.Value),
        TextExpression text => Text(text),
        NameExpression name => Builtin(name.Name, name.Span),
        VariableExpression variable => Find(variable.Name) is { } known ? Read(variable.Span, known) : Undefined(variable),
        MapExpression map => ReadMap(Map(map)),
        CallExpression call => Call(call, asStatement: false),
        MemberExpression member => Member(member),
        TupleItemExpression item => Item(item.Span, Bind(item.Object), item.Index, item.IndexSpan),
        IndexExpression index => Index(index),
        TupleExpression tuple => Tuple(tuple.Span, tuple.Items, null),
        RecordExpression record => Tuple(record.Span, [.. record.Fields.Select(f => f.Value)], [.. record.Fields.Select(f => f.Name)]),
        UnaryExpression unary => Unary(unary),
        BinaryExpression binary => Binary(binary.Span, binary.Operator, Bind(binary.Left), Bind(binary.Right)),
        ConditionalExpression conditional => Conditional(conditional),
        FallbackExpression fallback => Fallback(fallback),
        BlockExpression block => BlockValue(block),
        CastExpression cast => Cast(cast),
        SizeOfExpression size => SizeOf(size),
        OffsetOfExpression offset => OffsetOf(offset),
        IncrementExpression increment => Increment(increment),
        ParameterExpression parameter => Parameter(parameter),
        ParameterCountExpression count => new BoundConstant(count.Span, ScriptType.Int64, Script.Options.Parameters.Positional.Count),
        CompileTimeExpression known => CompileTime(known),
        TypeInfoExpression asked => TypeInfo(asked),
        _ => Report(expression.Span, $"{Constructs.Of(expression)} is not supported yet"),
    };

    /// <summary>A map with its keys bound and checked. A tuple as the only key is the same as its parts; a record is a key of its own.</summary>
    public BoundMap Map(MapExpression expression)
    {
        var map = Script.Maps.Use(expression.Name, expression.Span);
        var keys = new List<BoundExpression>(expression.Keys.Count);
        foreach (var key in expression.Keys)
            keys.Add(Storable(Bind(key), $"a key of {expression.Name}"));
        if (keys is [{ Type.Tuple: { Names: null } parts } tuple])
        {
            keys.Clear();
            for (var i = 0; i < parts.Parts.Count; i++)
                keys.Add(tuple is BoundTuple literal ? literal.Items[i] : Item(tuple.Span, tuple, parts, i));
        }
        if (!keys.Exists(k => k is BoundNothing))
            Script.Maps.UseKeys(map, keys, expression.Span, Script.Diagnostics);
        return new BoundMap(expression.Span, map, keys, ScriptType.Int64);
    }

    /// <summary>An entry's value.</summary>
    public BoundExpression ReadMap(BoundMap map)
    {
        var type = Script.Maps.Observe(map.Map);
        return type.Aggregation is { } aggregation ? Builtins.Aggregations.AggregationValue.Bind(this, map, aggregation) : map with { Type = type };
    }

    private BoundExpression Text(TextExpression text) =>
        text.Text.Contains('\0', StringComparison.Ordinal) ? Report(text.Span, "a text cannot hold a zero byte") : new BoundText(text.Span, text.Text);

    private BoundExpression Tuple(TextSpan span, IReadOnlyList<Expression> expressions, IReadOnlyList<string>? names)
    {
        var items = new BoundExpression[expressions.Count];
        var nothing = false;
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Storable(Bind(expressions[i]), "a tuple");
            nothing |= items[i] is BoundNothing;
        }
        if (nothing)
            return new BoundNothing(span);
        return new BoundTuple(span, ScriptType.TupleOf(new TupleType([.. items.Select(i => TypeMerge.Widen(i.Type))], names)), items);
    }

    /// <summary>A parameter of the command line: a number if it reads like one, else a text; zero if it is missing.</summary>
    private BoundExpression Parameter(ParameterExpression parameter)
    {
        var given = Script.Options.Parameters.Positional;
        if (parameter.Index > given.Count)
            return new BoundConstant(parameter.Span, ScriptType.Int64, 0);
        var text = given[parameter.Index - 1];
        return Number(text) is { } number ? new BoundConstant(parameter.Span, ScriptType.Int64, number) : new BoundText(parameter.Span, text);
    }

    /// <summary>What str() makes of a parameter of the command line, which it takes for a pointer to its text: <c>$1</c>, <c>$1 + 2</c>. <c>null</c> for everything else.</summary>
    public BoundExpression? ParameterText(Expression expression)
    {
        var (parameter, skipped) = expression switch
        {
            ParameterExpression alone => (alone, 0UL),
            BinaryExpression { Operator: BinaryOperator.Add, Left: ParameterExpression first, Right: IntegerExpression { Value: var offset } } => (first, offset),
            _ => (null, 0UL),
        };
        if (parameter is null)
            return null;
        var given = Script.Options.Parameters.Positional;
        var text = parameter.Index <= given.Count ? given[parameter.Index - 1] : "";
        return skipped <= (ulong)text.Length
            ? new BoundText(expression.Span, text[(int)skipped..])
            : Report(expression.Span, $"${parameter.Index} has {text.Length} characters, and none is {skipped} behind its first");
    }

    private static long? Number(string text)
    {
        var negative = text.StartsWith('-');
        var digits = negative ? text[1..] : text;
        var hexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(hexadecimal ? digits[2..] : digits, hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? negative ? unchecked(-(long)value) : (long)value
            : null;
    }

    private BoundExpression CompileTime(CompileTimeExpression expression)
    {
        var value = Bind(expression.Operand);
        return value is BoundConstant or BoundText or BoundNothing ? value : Report(expression.Span, "this is not known at compile time");
    }

    private BoundExpression Builtin(string name, TextSpan span)
    {
        if (name is "true" or "false")
            return new BoundConstant(span, ScriptType.Boolean, name == "true" ? 1 : 0);
        if (BuiltinTable.Find(name) is { } builtin)
            return builtin.Bind(this, span);
        if (Script.Types.FindConstant(name) is { } constant)
            return new BoundConstant(span, ScriptType.Of(constant.Enum), constant.Value);
        if (HeaderConstants.Find(name) is { } known)
            return new BoundConstant(span, ScriptType.Int64, known);
        if (FunctionTable.Find(name) is { AllowsBareName: true } function)
            return function.Bind(this, new CallExpression(span, name, span, []));
        if (FunctionTable.Find(name) is not null)
            return Report(span, $"'{name}' is a function", $"call it: {name}()");
        if (name == "args")
            return Arguments(span);
        return Report(span, $"unknown name '{name}'", NearNames.Hint(name, BuiltinTable.Names.Concat(FunctionTable.Names)) ?? "variables begin with $, maps with @, texts stand in quotes");
    }

    private BoundExpression Call(CallExpression call, bool asStatement)
    {
        if (Script.Functions.TryGetValue(call.Name, out var own))
            return CallOwn(call, own, asStatement);
        if (FunctionTable.Find(call.Name) is not { } function)
        {
            if (call.Arguments.Count == 0 && BuiltinTable.Find(call.Name) is { } builtin)
                return builtin.Bind(this, call.Span);
            return Report(call.NameSpan, $"unknown function '{call.Name}'", NearNames.Hint(call.Name, FunctionTable.Names.Concat(BuiltinTable.Names).Concat(Script.Functions.Keys)) ?? "a macro must be defined before it is called; the functions are in docs/tracer.md");
        }
        if (function.Aggregates)
            return Report(call.Span, $"{call.Name}() must be assigned to a map", $"write @name = {call.Name}()");
        return asStatement || function.HasValue ? function.Bind(this, call) : Report(call.Span, $"{call.Name}() has no value", "call it as a statement of its own");
    }
}
