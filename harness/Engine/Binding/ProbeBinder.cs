using Conformance.Engine.Kernel;
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
    public BoundBlock Block(BlockStatement block) => new(block.Span, Scoped(() => Statements(block.Statements)));

    /// <summary>An expression that decides: any number.</summary>
    public BoundExpression Condition(Expression expression) => Integer(expression, "a condition");

    /// <summary>An expression that must be a number.</summary>
    public BoundExpression Integer(Expression expression, string what)
    {
        var bound = Bind(expression);
        return bound.Type.IsInteger ? bound : Report(expression.Span, $"{what} must be an integer, but this is {Name(bound.Type)}", bound.Type.IsText ? "compare it: comm == \"name\"" : null);
    }

    /// <summary>How messages name a type.</summary>
    public static string Name(ScriptType type) => type.Kind switch
    {
        TypeKind.Text => "a string",
        TypeKind.Integer => "an integer",
        TypeKind.Aggregation or TypeKind.Opaque => type.Trait!.Name,
        TypeKind.Structure => "a structure",
        TypeKind.Array => "an array",
        TypeKind.Tuple => type.Tuple!.Names is null ? "a tuple" : "a record",
        TypeKind.None => "no value",
        _ => type.ToString(),
    };

    /// <summary>How messages name a type of C.</summary>
    private static string Describe(ScriptType type) => type.C is { } c ? $"'{c.Spelling}'" : Name(type);

    private T Scoped<T>(Func<T> bind)
    {
        _blocks.Add(new Dictionary<string, Variable>(StringComparer.Ordinal));
        var bound = bind();
        _blocks.RemoveAt(_blocks.Count - 1);
        return bound;
    }

    private List<BoundStatement> Statements(IReadOnlyList<Statement> statements)
    {
        var bound = new List<BoundStatement>(statements.Count);
        foreach (var statement in statements)
        {
            if (statement is IfStatement branches)
                Lift(branches, bound);
            if (Statement(statement) is { } one)
                bound.Add(one);
            if (statement is IfStatement passed)
                _passed.Add((_blocks[^1], passed));
        }
        return bound;
    }

    private BoundStatement? Statement(Statement statement)
    {
        switch (statement)
        {
            case BlockStatement block:
                return Block(block);
            case IfStatement { Condition: CompileTimeExpression known } conditional:
                return CompileTime(known) is not BoundConstant decision ? null
                    : decision.Value != 0 ? Block(conditional.Then)
                    : conditional.Otherwise is BlockStatement other ? Block(other)
                    : conditional.Otherwise is null ? null : Statement(conditional.Otherwise);
            case IfStatement conditional:
                return If(conditional.Span, Condition(conditional.Condition), () => Block(conditional.Then),
                    conditional.Otherwise is { } otherwise ? () => otherwise is BlockStatement block ? Block(block) : Statement(otherwise) : null);
            case ReturnStatement result when _returns is var (variable, type):
                return Return(result, variable, type);
            case ReturnStatement { Value: null }:
                return new BoundReturn(statement.Span, null);
            case ReturnStatement { Value: { } value }:
                return new BoundReturn(statement.Span, Integer(value, "what is returned"));
            case AssignmentStatement assignment:
                return Assign(assignment);
            case DeclarationStatement declaration:
                return Declare(declaration);
            case DiscardStatement discard:
                return new BoundExpressionStatement(statement.Span, Bind(discard.Value));
            case ExpressionStatement { Expression: var expression }:
                return Effect(statement.Span, expression);
            case WhileStatement or ForEachStatement or ForRangeStatement or UnrollStatement or BreakStatement or ContinueStatement:
                return Loop(statement);
            default:
                Report(statement.Span, $"{Constructs.Of(statement)} is not supported yet");
                return null;
        }
    }

    /// <summary>A condition known at compile time leaves one side only; the other is still bound, so that its mistakes are told.</summary>
    private static BoundStatement? If(TextSpan span, BoundExpression condition, Func<BoundStatement?> then, Func<BoundStatement?>? otherwise)
    {
        var (yes, no) = (then(), otherwise?.Invoke());
        if (condition is BoundConstant known)
            return known.Value != 0 ? yes : no;
        return new BoundIf(span, condition, yes ?? new BoundBlock(span, []), no);
    }

    /// <summary>An expression for its effect.</summary>
    private BoundStatement? Effect(TextSpan span, Expression expression)
    {
        switch (expression)
        {
            case IncrementExpression { Target: MapExpression map } increment:
                return AddToMap(increment.Span, Map(map), new BoundConstant(increment.Span, ScriptType.Int64, 1), increment.Delta < 0);
            case ConditionalExpression conditional:
                return If(span, Condition(conditional.Condition), () => Effect(conditional.Then.Span, conditional.Then), () => Effect(conditional.Otherwise.Span, conditional.Otherwise));
            case BlockExpression block:
                return new BoundBlock(span, Scoped(() =>
                {
                    var statements = Statements(block.Statements);
                    if (Effect(block.Value.Span, block.Value) is { } last)
                        statements.Add(last);
                    return statements;
                }));
            case CallExpression call:
                return new BoundExpressionStatement(span, Call(call, asStatement: true));
            default:
                return new BoundExpressionStatement(span, Bind(expression));
        }
    }

    /// <summary>The variable that a function fills; reports one that does not exist.</summary>
    public Variable? VariableOf(VariableExpression name)
    {
        if (Find(name.Name) is { } known)
            return known;
        Report(name.Span, $"{name.Name} is not declared here", $"declare it first: let {name.Name}");
        return null;
    }

    /// <summary>The type of an argument that is only asked about; <c>null</c> if something was reported.</summary>
    public ScriptType? TypeOfArgument(Expression argument) => Quietly(argument) is var bound and not BoundNothing ? bound.Type : null;

    private Variable? Find(string name)
    {
        for (var i = _blocks.Count - 1; i >= 0; i--)
            if (_blocks[i].TryGetValue(name, out var variable))
                return variable;
        return null;
    }

    private BoundExpression Undefined(VariableExpression name) => IsLiftable(name.Name)
        ? new BoundNothing(name.Span)
        : Report(name.Span, $"{name.Name} has no value here", NearNames.Hint(name.Name, _blocks.SelectMany(b => b.Keys)) ?? $"assign it first, in this block or around it: {name.Name} = 0");
}
