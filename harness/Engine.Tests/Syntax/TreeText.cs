using System.Collections;
using System.Reflection;
using System.Text;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Tests.Syntax;

/// <summary>A tree as nested parentheses, without places: equal texts mean equal trees. Reads the records themselves, so that no node and no part of one is forgotten.</summary>
internal static class TreeText
{
    public static string Of(object? tree)
    {
        var text = new StringBuilder();
        Write(text, tree);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append('-');
                break;
            case string characters:
                text.Append('"').AppendJoin(',', characters.Select(c => (int)c)).Append('"');
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                    Write(text, item);
                text.Append(']');
                break;
            case var _ when value.GetType().IsPrimitive || value is Enum:
                text.Append(value).Append(' ');
                break;
            default:
                text.Append('(').Append(value.GetType().Name);
                foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name, StringComparer.Ordinal))
                    if (property.PropertyType != typeof(TextSpan) && property.Name != "Height")
                        Write(text.Append(' '), property.GetValue(value));
                text.Append(')');
                break;
        }
    }
}
