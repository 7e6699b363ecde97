using Conformance.Engine.Builtins;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Binds one clause for one target. Functions use it to bind their arguments.</summary>
public sealed partial class ProbeBinder(ScriptScope script, ProbeTarget target)
{
    private readonly List<Dictionary<string, Variable>> _blocks = [];

    /// <summary>What the script's probes share.</summary>
    public ScriptScope Script { get; } = script;

    /// <summary>Mechanism and hook.</summary>
    public ProbeTarget Target { get; } = target;

    /// <summary>Reports a mistake and stands for its value.</summary>
    public BoundExpression Report(TextSpan span, string message, string? hint = null)
    {
        Script.Diagnostics.Report(span, message, hint);
        return new BoundNothing(span);
    }

    /// <summary>A block, with variables of its own.</summary>
    public BoundBlock Block(BlockStatement block)
    {
        _blocks.Add(new Dictionary<string, Variable>(StringComparer.Ordinal));
        var statements = new List<BoundStatement>(block.Statements.Count);
        foreach (var statement in block.Statements)
            if (Statement(statement) is { } bound)
                statements.Add(bound);
        _blocks.RemoveAt(_blocks.Count - 1);
        return new BoundBlock(block.Span, statements);
    }

    /// <summary>An expression that decides: any integer, or a text that is compared.</summary>
    public BoundExpression Condition(Expression expression) => Integer(expression, "a condition");

    /// <summary>An expression that must be an integer.</summary>
    public BoundExpression Integer(Expression expression, string what)
    {
        var bound = Bind(expression);
        return bound.Type.IsInteger ? bound : Report(expression.Span, $"{what} must be an integer, but this is {Name(bound.Type)}", bound.Type.IsText ? "compare it: comm == \"name\"" : null);
    }

    /// <summary>How messages name a type.</summary>
    public static string Name(ScriptType type) => type.Kind switch { TypeKind.Text => "a string", TypeKind.Integer => "an integer", TypeKind.Aggregation or TypeKind.Opaque => type.Trait!.Name, TypeKind.Structure => "a structure", TypeKind.Array => "an array", TypeKind.Tuple => "a tuple", _ => "no value" };

    private BoundStatement? Statement(Statement statement)
    {
        switch (statement)
        {
            case BlockStatement block:
                return Block(block);
            case IfStatement conditional:
                return new BoundIf(conditional.Span, Condition(conditional.Condition), Block(conditional.Then),
                    conditional.Otherwise switch { null => null, BlockStatement block => Block(block), var other => Statement(other) });
            case ReturnStatement { Value: null }:
                return new BoundReturn(statement.Span);
            case AssignmentStatement { Target: MapExpression map } assignment:
                return AssignMap(assignment, map);
            case AssignmentStatement { Type: null } assignment:
                return AssignVariable(assignment, (VariableExpression)assignment.Target);
            case ExpressionStatement { Expression: IncrementExpression { Target: MapExpression map } increment }:
                return AddToMap(increment.Span, Map(map), new BoundConstant(increment.Span, ScriptType.Int64, 1), increment.Delta < 0);
            case ExpressionStatement { Expression: var expression }:
                return new BoundExpressionStatement(statement.Span, expression is CallExpression call ? Call(call, asStatement: true) : Bind(expression));
            default:
                Report(statement.Span, $"{Constructs.Of(statement)} is not supported yet");
                return null;
        }
    }

    private BoundStatement AssignVariable(AssignmentStatement assignment, VariableExpression name)
    {
        var known = assignment.Declares ? null : Find(name.Name);
        if (assignment.Operator is { } op)
        {
            if (known is null)
                return new BoundExpressionStatement(assignment.Span, Undefined(name));
            var sum = Binary(assignment.Span, op, new BoundVariable(name.Span, known), Bind(assignment.Value));
            return new BoundSetVariable(assignment.Span, known, sum, false);
        }
        var value = Storable(Bind(assignment.Value), name.Name);
        if (known is null)
        {
            var type = value.Type.IsText ? value.Type : value.Type is { Size: 8, Signed: false } ? ScriptType.UInt64 : ScriptType.Int64;
            if (assignment.Declares && _blocks[^1].ContainsKey(name.Name))
                Report(name.Span, $"{name.Name} is already declared in this block");
            known = new Variable(name.Name, type);
            _blocks[^1][name.Name] = known;
            return new BoundSetVariable(assignment.Span, known, value, true);
        }
        if (known.Type.Kind != value.Type.Kind)
            Report(value.Span, $"{name.Name} is {Name(known.Type)}, but this is {Name(value.Type)}", "use another variable");
        else if (value.Type.IsText && value.Type.Size > known.Type.Size)
            known.Type = value.Type;
        return new BoundSetVariable(assignment.Span, known, value, false);
    }

    private BoundStatement AssignMap(AssignmentStatement assignment, MapExpression name)
    {
        if (assignment.Value is CallExpression call && FunctionTable.Find(call.Name) is { Aggregates: true } function)
        {
            var aggregated = Map(name);
            return new BoundExpressionStatement(assignment.Span, assignment.Operator is null
                ? function.Aggregate(this, call, aggregated)
                : Report(assignment.Span, $"{call.Name}() is stored with '='", $"write {name.Name} = {call.Name}()"));
        }
        var target = Map(name);
        if (assignment.Operator is BinaryOperator.Add or BinaryOperator.Subtract)
            return AddToMap(assignment.Span, target, Integer(assignment.Value, "what is added to a map"), assignment.Operator == BinaryOperator.Subtract);
        var value = Storable(Bind(assignment.Value), name.Name);
        if (assignment.Operator is { } op)
            value = Binary(assignment.Span, op, ReadMap(target), value);
        Script.Maps.Store(target.Map, value.Type, value.Span, Script.Diagnostics);
        return new BoundSetMap(assignment.Span, target, value);
    }

    private BoundAddToMap AddToMap(TextSpan span, BoundMap target, BoundExpression value, bool subtracts)
    {
        Script.Maps.Store(target.Map, value.Type, span, Script.Diagnostics);
        return new BoundAddToMap(span, target, value, subtracts);
    }

    /// <summary>A value that may be kept in a variable or map.</summary>
    private BoundExpression Storable(BoundExpression value, string where)
    {
        if (value.Type.Kind is TypeKind.None or TypeKind.Aggregation)
            return Report(value.Span, $"{where} cannot hold {Name(value.Type)}");
        if (value.Type.IsText && value is BoundText text && text.Bytes.Length >= Script.Options.MaxStringLength)
            return Report(value.Span, $"this text has {text.Bytes.Length} bytes, but at most {Script.Options.MaxStringLength - 1} are kept", "shorten it, or raise the longest string's length");
        return value;
    }

    private Variable? Find(string name)
    {
        for (var i = _blocks.Count - 1; i >= 0; i--)
            if (_blocks[i].TryGetValue(name, out var variable))
                return variable;
        return null;
    }

    private BoundExpression Undefined(VariableExpression name) =>
        Report(name.Span, $"{name.Name} has no value here", NearNames.Hint(name.Name, _blocks.SelectMany(b => b.Keys)) ?? $"assign it first, in this block or around it: {name.Name} = 0");
}
