namespace Conformance.Engine.Syntax.Macros;

/// <summary>Makes a tree anew, node by node; derived classes say what becomes of the nodes that interest them. Nodes know their height, so they are made again, never changed.</summary>
internal abstract class TreeRewriter
{
    protected virtual Expression Rewrite(Expression expression) => expression switch
    {
        MapExpression { Keys.Count: > 0 } e => new MapExpression(e.Span, e.Name, Rewrite(e.Keys)),
        CallExpression e => new CallExpression(e.Span, e.Name, e.NameSpan, Rewrite(e.Arguments)),
        MemberExpression e => new MemberExpression(e.Span, Rewrite(e.Object), e.Name, e.NameSpan),
        TupleItemExpression e => new TupleItemExpression(e.Span, Rewrite(e.Object), e.Index, e.IndexSpan),
        IndexExpression e => new IndexExpression(e.Span, Rewrite(e.Object), Rewrite(e.Index)),
        TupleExpression e => new TupleExpression(e.Span, Rewrite(e.Items)),
        RecordExpression e => new RecordExpression(e.Span, [.. e.Fields.Select(f => new RecordField(f.NameSpan, f.Name, Rewrite(f.Value)))]),
        UnaryExpression e => new UnaryExpression(e.Span, e.Operator, Rewrite(e.Operand)),
        BinaryExpression e => new BinaryExpression(e.Span, e.Operator, Rewrite(e.Left), Rewrite(e.Right)),
        ConditionalExpression e => new ConditionalExpression(e.Span, Rewrite(e.Condition), Rewrite(e.Then), Rewrite(e.Otherwise)),
        FallbackExpression e => new FallbackExpression(e.Span, Rewrite(e.Value), Rewrite(e.Otherwise)),
        CastExpression e => new CastExpression(e.Span, Rewrite(e.Type), Rewrite(e.Operand)),
        IncrementExpression e => new IncrementExpression(e.Span, Rewrite(e.Target), e.Delta, e.Prefix),
        CompileTimeExpression e => new CompileTimeExpression(e.Span, Rewrite(e.Operand)),
        SizeOfExpression e => new SizeOfExpression(e.Span, Rewrite(e.Type)),
        TypeInfoExpression e => new TypeInfoExpression(e.Span, Rewrite(e.Type)),
        OffsetOfExpression e => new OffsetOfExpression(e.Span, Rewrite(e.Type), e.Path, e.PathSpan),
        BlockExpression e => new BlockExpression(e.Span, Rewrite(e.Statements), Rewrite(e.Value)),
        _ => expression,
    };

    protected virtual Statement Rewrite(Statement statement) => statement switch
    {
        BlockStatement s => Rewrite(s),
        ExpressionStatement s => new ExpressionStatement(s.Span, Rewrite(s.Expression)),
        DiscardStatement s => new DiscardStatement(s.Span, Rewrite(s.Value)),
        AssignmentStatement s => new AssignmentStatement(s.Span, Rewrite(s.Target), s.Operator, Rewrite(s.Value), s.Declares) { Type = Optional(s.Type) },
        DeclarationStatement s => new DeclarationStatement(s.Span, Variable(s.Variable), Optional(s.Type)),
        IfStatement s => new IfStatement(s.Span, Rewrite(s.Condition), Rewrite(s.Then), s.Otherwise is null ? null : Rewrite(s.Otherwise)),
        WhileStatement s => new WhileStatement(s.Span, Rewrite(s.Condition), Rewrite(s.Body)),
        ForEachStatement s => new ForEachStatement(s.Span, Variable(s.Variable), Rewrite(s.Source), Rewrite(s.Body)),
        ForRangeStatement s => new ForRangeStatement(s.Span, Variable(s.Variable), Rewrite(s.Start), Rewrite(s.End), Rewrite(s.Body)),
        UnrollStatement s => new UnrollStatement(s.Span, Rewrite(s.Count), Rewrite(s.Body)),
        ReturnStatement { Value: { } value } s => new ReturnStatement(s.Span, Rewrite(value)),
        _ => statement,
    };

    protected virtual TypeName Rewrite(TypeName type) => type switch
    {
        TypeOf t => new TypeOf(t.Span, Rewrite(t.Operand)),
        PointerType t => new PointerType(t.Span, Rewrite(t.Target)),
        ArrayType t => new ArrayType(t.Span, Rewrite(t.Element), t.Length),
        _ => type,
    };

    protected BlockStatement Rewrite(BlockStatement block) => new(block.Span, Rewrite(block.Statements));

    private List<Expression> Rewrite(IReadOnlyList<Expression> expressions)
    {
        var list = new List<Expression>(expressions.Count);
        foreach (var expression in expressions)
            list.Add(Rewrite(expression));
        return list;
    }

    protected List<Statement> Rewrite(IReadOnlyList<Statement> statements)
    {
        var list = new List<Statement>(statements.Count);
        foreach (var statement in statements)
            list.Add(Rewrite(statement));
        return list;
    }

    private TypeName? Optional(TypeName? type) => type is null ? null : Rewrite(type);

    private VariableExpression Variable(VariableExpression variable) => (VariableExpression)Rewrite((Expression)variable);
}
