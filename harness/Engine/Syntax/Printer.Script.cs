namespace Conformance.Engine.Syntax;

public sealed partial class Printer
{
    private void Script(ScriptTree script)
    {
        foreach (var include in script.Includes)
            _text.Append("#include ").Append(include).Append('\n');
        foreach (var definition in script.Definitions)
            Definition(definition);
        if (script.Config.Count > 0)
            Config(script.Config);
        foreach (var import in script.Imports)
        {
            _text.Append("import ");
            Quote(import.Path);
            _text.Append(";\n");
        }
        foreach (var map in script.Maps)
        {
            _text.Append("let ").Append(map.Name).Append(" = ").Append(map.Kind);
            List("(", map.Arguments, ");\n");
        }
        foreach (var macro in script.Macros)
            Macro(macro);
        foreach (var function in script.Functions)
            Function(function);
        foreach (var probe in script.Probes)
            Probe(probe);
    }

    private void Config(IReadOnlyList<ConfigSetting> settings)
    {
        _text.Append("config = {\n");
        foreach (var setting in settings)
        {
            _text.Append("  ").Append(setting.Name).Append(" = ");
            Expression(setting.Value, 0);
            _text.Append(";\n");
        }
        _text.Append("}\n");
    }

    private void Macro(MacroTree macro)
    {
        _text.Append("macro ").Append(macro.Name);
        List("(", macro.Parameters, ") ");
        Block(macro.Body.Statements, macro.Value);
        _text.Append('\n');
    }

    private void Function(FunctionTree function)
    {
        _text.Append("fn ").Append(function.Name).Append('(');
        for (var i = 0; i < function.Parameters.Count; i++)
        {
            _text.Append(i > 0 ? ", " : "").Append(function.Parameters[i].Variable.Name).Append(": ");
            Type(function.Parameters[i].Type);
        }
        _text.Append("): ");
        Type(function.Result);
        _text.Append(' ');
        Block(function.Body.Statements, null);
        _text.Append('\n');
    }

    private void Probe(ProbeTree probe)
    {
        for (var i = 0; i < probe.AttachPoints.Count; i++)
        {
            _text.Append(i > 0 ? ", " : "");
            AttachPoint(probe.AttachPoints[i]);
        }
        if (probe.Predicate is not null)
        {
            _text.Append(" / ");
            Expression(probe.Predicate, 0);
            _text.Append(" /");
        }
        _text.Append(' ');
        Block(probe.Body.Statements, null);
        _text.Append('\n');
    }

    private void AttachPoint(AttachPoint point)
    {
        if (point.Label is not null)
            _text.Append(point.Label).Append('=');
        _text.Append(point.Mechanism);
        foreach (var part in point.Parts)
        {
            _text.Append(':');
            // A path is plain only where a colon follows or it begins like one; quotes are always right.
            if (part.All(c => char.IsAsciiLetterOrDigit(c) || "_*?.+-$@[]%#~".Contains(c, StringComparison.Ordinal)))
                _text.Append(part);
            else
                Quote(part);
        }
    }

    private void Type(TypeName type)
    {
        switch (type)
        {
            case NamedType named:
                _text.Append(named.Name);
                break;
            case TaggedType tagged:
                _text.Append(Spelling(tagged.Tag)).Append(' ').Append(tagged.Name);
                break;
            case PointerType pointer:
                Type(pointer.Target);
                _text.Append(" *");
                break;
            case ArrayType:
                var element = type;
                while (element is ArrayType inner)
                    element = inner.Element;
                Type(element);
                for (var array = type as ArrayType; array is not null; array = array.Element as ArrayType)
                    _text.Append('[').Append(array.Length).Append(']');
                break;
            case TypeOf typeOf:
                _text.Append("typeof(");
                Expression(typeOf.Operand, 0);
                _text.Append(')');
                break;
        }
    }

    private static string Spelling(TypeTag tag) => tag switch { TypeTag.Struct => "struct", TypeTag.Union => "union", _ => "enum" };
}
