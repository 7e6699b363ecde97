using System.Globalization;

namespace Conformance.Engine.Syntax;

public sealed partial class Printer
{
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
            case ParameterExpression parameter:
                _text.Append('$');
                Number(parameter.Index);
                break;
            case ParameterCountExpression:
                _text.Append("$#");
                break;
            case MapExpression map:
                _text.Append(map.Name);
                if (map.Keys.Count > 0)
                    List("[", map.Keys, "]");
                break;
            case CallExpression call:
                List($"{call.Name}(", call.Arguments, ")");
                break;
            case TupleExpression tuple:
                List("(", tuple.Items, tuple.Items.Count == 1 ? ",)" : ")");
                break;
            case RecordExpression record:
                Record(record);
                break;
            case SizeOfExpression { Type: var type }:
                Measured("sizeof(", type, ")");
                break;
            case TypeInfoExpression { Type: var type }:
                Measured("typeinfo(", type, ")");
                break;
            case OffsetOfExpression offset:
                Measured("offsetof(", offset.Type, $", {string.Join('.', offset.Path)})");
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
            ConditionalExpression or FallbackExpression or BlockExpression => 0,
            BinaryExpression { Operator: var op } => op.Precedence(),
            IncrementExpression { Prefix: false } or MemberExpression or TupleItemExpression or IndexExpression => Operators.UnaryPrecedence + 1,
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
            case FallbackExpression fallback:
                Expression(fallback.Value, 1);
                _text.Append(" ?: ");
                Expression(fallback.Otherwise, 0);
                break;
            case BlockExpression block:
                Block(block.Statements, block.Value);
                break;
            case BinaryExpression binary:
                Expression(binary.Left, precedence);
                _text.Append(' ').Append(binary.Operator.Spelling()).Append(' ');
                Expression(binary.Right, precedence + 1);
                break;
            case UnaryExpression unary:
                // One tighter than itself: "--1" would be read as a decrement, "&&x" as a conjunction.
                _text.Append(unary.Operator.Spelling());
                Expression(unary.Operand, precedence + 1);
                break;
            case CompileTimeExpression compileTime:
                // A sign behind the word would be an operator between operands.
                _text.Append("comptime ");
                Expression(compileTime.Operand, precedence + 1);
                break;
            case CastExpression cast:
                _text.Append('(');
                Type(cast.Type);
                _text.Append(')');
                Expression(cast.Operand, MayBeGrouping(cast.Type) ? precedence + 1 : precedence);
                break;
            case IncrementExpression increment:
                _text.Append(increment.Prefix ? increment.Delta > 0 ? "++" : "--" : "");
                Expression(increment.Target, precedence + 1);
                _text.Append(increment.Prefix ? "" : increment.Delta > 0 ? "++" : "--");
                break;
            default:
                Part(expression, precedence);
                break;
        }
        if (precedence < tightness)
            _text.Append(')');
    }

    private void Part(Expression expression, int precedence)
    {
        switch (expression)
        {
            case MemberExpression member:
                Expression(member.Object, precedence);
                _text.Append('.').Append(member.Name);
                break;
            case TupleItemExpression item:
                Expression(item.Object, precedence);
                _text.Append('.');
                Number(item.Index);
                break;
            case IndexExpression index:
                // Without parentheses the brackets would be the map's keys.
                var map = index.Object is MapExpression { Keys.Count: 0 };
                _text.Append(map ? "(" : "");
                Expression(index.Object, precedence);
                _text.Append(map ? ")[" : "[");
                Expression(index.Index, 0);
                _text.Append(']');
                break;
        }
    }

    /// <summary>Whether the type in its parentheses is read as a cast only if an operand must follow.</summary>
    private static bool MayBeGrouping(TypeName type) =>
        type is NamedType { Name: var name } ? CTypeWords.Known(name) is null : type is ArrayType { Element: var element } && MayBeGrouping(element);

    private void Record(RecordExpression record)
    {
        _text.Append('(');
        for (var i = 0; i < record.Fields.Count; i++)
        {
            _text.Append(i > 0 ? ", " : "").Append(record.Fields[i].Name).Append(" = ");
            Expression(record.Fields[i].Value, 0);
        }
        _text.Append(')');
    }

    private void Measured(string open, TypeName type, string close)
    {
        _text.Append(open);
        if (type is TypeOf { Operand: var operand })
            Expression(operand, 0);
        else
            Type(type);
        _text.Append(close);
    }
}
