using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Values of the context: arguments by name, and whatever else a mechanism says where to find.</summary>
public sealed partial class ProbeBinder
{
    private BoundExpression Argument(MemberExpression member)
    {
        var mechanism = Target.Mechanism;
        if (!mechanism.HasTypedArguments)
            return Report(member.Span, $"{mechanism.Name} has no named arguments", mechanism.HasReturnValue ? "only retval is known at a return; fexit also knows the arguments" : mechanism.HasRegisterArguments ? "use arg0, arg1 and so on" : null);
        if (mechanism.Arguments(Target) is not { } arguments)
            return Script.Kernel.MissingReason is { } reason
                ? throw new UnsupportedException("btf", $"args.{member.Name} needs the kernel's types: {reason}")
                : Report(member.Span, $"the kernel's types do not describe {Target.Hook}", "use arg0 to arg5");
        foreach (var argument in arguments)
            if (argument.Name == member.Name)
                return Context(member.Span, argument.Field);
        return Report(member.NameSpan, $"{Target.Hook} has no argument '{member.Name}'",
            NearNames.Hint(member.Name, arguments.Select(a => a.Name)) ?? (arguments.Count == 0 ? "it has no arguments" : $"it has {string.Join(", ", arguments.Select(a => a.Name))}"));
    }

    /// <summary><c>args</c> alone: all that can be read, as a record.</summary>
    private BoundExpression Arguments(TextSpan span)
    {
        var mechanism = Target.Mechanism;
        if (!mechanism.HasTypedArguments || mechanism.Arguments(Target) is not { Count: > 0 } arguments)
            return Report(span, $"{(mechanism.HasTypedArguments ? Target.Hook : mechanism.Name)} has no named arguments", mechanism.HasRegisterArguments ? "use arg0, arg1 and so on" : null);
        var items = arguments.Where(a => a.Field.Problem is null && a.Name.Length > 0).Select(a => (a.Name, Value: Context(span, a.Field))).Where(a => a.Value is not BoundNothing).ToList();
        var type = new TupleType([.. items.Select(i => TypeMerge.Widen(i.Value.Type))], [.. items.Select(i => i.Name)]);
        return new BoundTuple(span, ScriptType.TupleOf(type), [.. items.Select(i => i.Value)]);
    }

    /// <summary>A value of the context, or the report why it cannot be read.</summary>
    public BoundExpression Context(TextSpan span, ContextField field)
    {
        if (field.Problem is not null)
            return Report(span, field.Problem, field.Hint);
        var type = field.Type;
        if (field.Source is ContextSource.Inline or ContextSource.Located or ContextSource.LocatedRelative)
        {
            // The record is the kernel's memory; a text whose length only the run knows is as long as strings may be.
            var value = type.IsText ? ScriptType.Text(type.Size > 0 ? type.Size : Script.Options.MaxStringLength) with { C = type } : ScriptType.Of(type);
            return new BoundMemory(span, value, new BoundContextAddress(span, field), 0, User: false);
        }

        if (!type.IsScalar || type.Size is not (1 or 2 or 4 or 8))
            return Report(span, $"values of type '{type.Spelling}' are not supported");
        return new BoundContext(span, ScriptType.Of(type, field.User), field);
    }
}
