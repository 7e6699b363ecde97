using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Meta;

/// <summary><c>config</c>: the settings as they are for this script, a record (<c>config.max_strlen</c>).</summary>
internal static class ConfigBuiltin
{
    public static Builtin[] All { get; } = [new("config", (binder, span) => Bind(binder.Script.Options, span))];

    private static BoundTuple Bind(EngineOptions options, TextSpan span)
    {
        var values = ScriptSettings.ValuesOf(options).Select(setting => (setting.Name, Value: Constant(span, setting.Value))).ToList();
        var type = new TupleType([.. values.Select(v => TypeMerge.Widen(v.Value.Type))], [.. values.Select(v => v.Name)]);
        return new BoundTuple(span, ScriptType.TupleOf(type), [.. values.Select(v => v.Value)]);
    }

    private static BoundExpression Constant(TextSpan span, object value) => value switch
    {
        bool truth => new BoundConstant(span, ScriptType.Boolean, truth ? 1 : 0),
        int number => new BoundConstant(span, ScriptType.UInt64, number),
        _ => new BoundText(span, (string)value),
    };
}
