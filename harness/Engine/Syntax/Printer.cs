using System.Globalization;
using System.Text;

namespace Conformance.Engine.Syntax;

/// <summary>A tree back to text. What it prints parses to the same tree; parentheses stand only where they are needed.</summary>
public sealed class Printer
{
    private readonly StringBuilder _text = new();
    private int _indent;

    private Printer()
    {
    }

    /// <summary>A whole script.</summary>
    public static string Print(ScriptTree script)
    {
        var printer = new Printer();
        foreach (var probe in script.Probes)
            printer.Probe(probe);
        return printer._text.ToString();
    }

    /// <summary>One expression.</summary>
    public static string Print(Expression expression)
    {
        var printer = new Printer();
        printer.Expression(expression, 0);
        return printer._text.ToString();
    }

    private void Probe(ProbeTree probe)
    {
        for (var i = 0; i < probe.AttachPoints.Count; i++)
        {
            var point = probe.AttachPoints[i];
            _text.Append(i > 0 ? ", " : "").Append(point.Mechanism);
            if (point.Hook.Length > 0)
                _text.Append(':').Append(point.Hook);
        }
        if (probe.Predicate is not null)
        {
            _text.Append(" / ");
            Expression(probe.Predicate, 0);
            _text.Append(" /");
        }
        _text.Append(' ');
        Block(probe.Body);
        _text.Append('\n');
    }

    private void Block(BlockStatement block)
    {
        _text.Append("{\n");
        _indent++;
        foreach (var statement in block.Statements)
        {
            Indent();
            Statement(statement);
            _text.Append('\n');
        }
        _indent--;
        Indent();
        _text.Append('}');
    }

    private void Indent() => _text.Append(' ', 2 * _indent);

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case BlockStatement block:
                Block(block);
                break;
            case IfStatement conditional:
                _text.Append("if (");
                Expression(conditional.Condition, 0);
                _text.Append(") ");
                Block(conditional.Then);
                if (conditional.Otherwise is null)
                    break;
                _text.Append(" else ");
                Statement(conditional.Otherwise);
                break;
            case ReturnStatement:
                _text.Append("return;");
                break;
            case AssignmentStatement assignment:
                _text.Append(assignment.Declares ? "let " : "");
                Expression(assignment.Target, 0);
                _text.Append(' ').Append(assignment.Operator?.Spelling()).Append("= ");
                Expression(assignment.Value, 0);
                _text.Append(';');
                break;
            case ExpressionStatement expression:
                Expression(expression.Expression, 0);
                _text.Append(';');
                break;
        }
    }

    /// <summary>Prints with parentheses if the expression binds looser than <paramref name="tightness"/>.</summary>
    private void Expression(Expression expression, int tightness)
    {
        switch (expression)
        {
            case IntegerExpression integer:
                _text.Append(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case TextExpression text:
                Quote(text.Text);
                break;
            case NameExpression name:
                _text.Append(name.Name);
                break;
            case VariableExpression variable:
                _text.Append(variable.Name);
                break;
            case MapExpression map:
                _text.Append(map.Name);
                if (map.Keys.Count > 0)
                    List('[', map.Keys, ']');
                break;
            case CallExpression call:
                _text.Append(call.Name);
                List('(', call.Arguments, ')');
                break;
            case MemberExpression member:
                Expression(member.Object, Operators.UnaryPrecedence + 1);
                _text.Append('.').Append(member.Name);
                break;
            default:
                Compound(expression, tightness);
                break;
        }
    }

    private void Compound(Expression expression, int tightness)
    {
        var precedence = expression switch
        {
            ConditionalExpression => 0,
            BinaryExpression { Operator: var op } => op.Precedence(),
            IncrementExpression { Prefix: false } => Operators.UnaryPrecedence + 1,
            _ => Operators.UnaryPrecedence,
        };
        if (precedence < tightness)
            _text.Append('(');
        switch (expression)
        {
            case ConditionalExpression conditional:
                Expression(conditional.Condition, 1);
                _text.Append(" ? ");
                Expression(conditional.Then, 0);
                _text.Append(" : ");
                Expression(conditional.Otherwise, 0);
                break;
            case BinaryExpression binary:
                Expression(binary.Left, precedence);
                _text.Append(' ').Append(binary.Operator.Spelling()).Append(' ');
                Expression(binary.Right, precedence + 1);
                break;
            case UnaryExpression unary:
                // One tighter than itself: "--1" would be read as a decrement.
                _text.Append(unary.Operator.Spelling());
                Expression(unary.Operand, precedence + 1);
                break;
            case CastExpression cast:
                _text.Append('(').Append(cast.TypeName).Append(')');
                Expression(cast.Operand, precedence);
                break;
            case IncrementExpression increment:
                _text.Append(increment.Prefix ? increment.Delta > 0 ? "++" : "--" : "");
                Expression(increment.Target, precedence + 1);
                _text.Append(increment.Prefix ? "" : increment.Delta > 0 ? "++" : "--");
                break;
        }
        if (precedence < tightness)
            _text.Append(')');
    }

    private void List(char open, IReadOnlyList<Expression> items, char close)
    {
        _text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            _text.Append(i > 0 ? ", " : "");
            Expression(items[i], 0);
        }
        _text.Append(close);
    }

    private void Quote(string text)
    {
        _text.Append('"');
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                _text.Append('\\').Append(character);
            else if (character == '\n')
                _text.Append("\\n");
            else if (character < ' ' || character is '\u007f')
                _text.Append('\\').Append(Convert.ToString(character, 8).PadLeft(3, '0'));
            else
                _text.Append(character);
        }
        _text.Append('"');
    }
}
