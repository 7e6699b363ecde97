namespace Conformance.Engine.Syntax;

public sealed partial class Printer
{
    private void Block(IReadOnlyList<Statement> statements, Expression? value)
    {
        _text.Append("{\n");
        _indent++;
        foreach (var statement in statements)
        {
            Indent();
            Statement(statement);
            _text.Append('\n');
        }
        if (value is not null)
        {
            Indent();
            Leading(value);
            _text.Append('\n');
        }
        _indent--;
        Indent();
        _text.Append('}');
    }

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case BlockStatement block:
                Block(block.Statements, null);
                break;
            case IfStatement conditional:
                Head("if (", conditional.Condition, ") ", conditional.Then);
                if (conditional.Otherwise is null)
                    break;
                _text.Append(" else ");
                Statement(conditional.Otherwise);
                break;
            case WhileStatement loop:
                Head("while (", loop.Condition, ") ", loop.Body);
                break;
            case UnrollStatement loop:
                Head("unroll (", loop.Count, ") ", loop.Body);
                break;
            case ForEachStatement loop:
                Head($"for ({loop.Variable.Name} : ", loop.Source, ") ", loop.Body);
                break;
            case ForRangeStatement loop:
                _text.Append("for (").Append(loop.Variable.Name).Append(" : ");
                Expression(loop.Start, 0);
                Head("..", loop.End, ") ", loop.Body);
                break;
            default:
                Simple(statement);
                _text.Append(';');
                break;
        }
    }

    private void Head(string open, Expression expression, string close, BlockStatement body)
    {
        _text.Append(open);
        Expression(expression, 0);
        _text.Append(close);
        Block(body.Statements, null);
    }

    private void Simple(Statement statement)
    {
        switch (statement)
        {
            case BreakStatement:
                _text.Append("break");
                break;
            case ContinueStatement:
                _text.Append("continue");
                break;
            case ReturnStatement { Value: var value }:
                _text.Append("return");
                if (value is null)
                    break;
                _text.Append(' ');
                Expression(value, 0);
                break;
            case DeclarationStatement declaration:
                Declared(declaration.Variable, declaration.Type);
                break;
            case DiscardStatement discard:
                _text.Append("_ = ");
                Expression(discard.Value, 0);
                break;
            case AssignmentStatement assignment:
                if (assignment.Declares)
                    Declared((VariableExpression)assignment.Target, assignment.Type);
                else
                    Expression(assignment.Target, 0);
                _text.Append(' ').Append(assignment.Operator?.Spelling()).Append("= ");
                Expression(assignment.Value, 0);
                break;
            case ExpressionStatement { Expression: var expression }:
                Leading(expression);
                break;
        }
    }

    private void Declared(VariableExpression variable, TypeName? type)
    {
        _text.Append("let ").Append(variable.Name);
        if (type is null)
            return;
        _text.Append(": ");
        Type(type);
    }

    /// <summary>An expression at the begin of a statement, where a brace would open a block.</summary>
    private void Leading(Expression expression)
    {
        var start = _text.Length;
        Expression(expression, 0);
        if (_text[start] != '{')
            return;
        _text.Insert(start, '(');
        _text.Append(')');
    }
}
