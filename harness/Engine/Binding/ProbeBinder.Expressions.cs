using Conformance.Engine.Builtins;
using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

public sealed partial class ProbeBinder
{
    /// <summary>Any expression; what cannot be bound is reported and replaced.</summary>
    public BoundExpression Bind(Expression expression) => expression switch
    {
        IntegerExpression integer => new BoundConstant(integer.Span, integer.Value > long.MaxValue ? ScriptType.UInt64 : ScriptType.Int64, (long)integer.Value),
        TextExpression text => Text(text),
        NameExpression name => Builtin(name.Name, name.Span),
        VariableExpression variable => Find(variable.Name) is { } known ? new BoundVariable(variable.Span, known) : Undefined(variable),
        MapExpression map => ReadMap(Map(map)),
        CallExpression call => Call(call, asStatement: false),
        MemberExpression member => Member(member),
        UnaryExpression unary => Unary(unary),
        BinaryExpression binary => Binary(binary.Span, binary.Operator, Bind(binary.Left), Bind(binary.Right)),
        ConditionalExpression conditional => Conditional(conditional),
        CastExpression cast => Cast(cast),
        IncrementExpression increment => Increment(increment),
        _ => Report(expression.Span, $"{Constructs.Of(expression)} is not supported yet"),
    };

    /// <summary>A map with its keys bound and checked.</summary>
    public BoundMap Map(MapExpression expression)
    {
        var map = Script.Maps.Use(expression.Name, expression.Span);
        var keys = new BoundExpression[expression.Keys.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = Storable(Bind(expression.Keys[i]), $"a key of {expression.Name}");
        Script.Maps.UseKeys(map, keys, expression.Span, Script.Diagnostics);
        return new BoundMap(expression.Span, map, keys, ScriptType.Int64);
    }

    private BoundExpression ReadMap(BoundMap map)
    {
        var type = Script.Maps.Observe(map.Map);
        return type.Kind == TypeKind.Aggregation
            ? Report(map.Span, $"{map.Map.Name} counts on every CPU by itself: it cannot be read inside a probe", "count with ++ to read the value, or let it be printed at the end")
            : map with { Type = type };
    }

    private BoundExpression Text(TextExpression text) =>
        text.Text.Contains('\0', StringComparison.Ordinal) ? Report(text.Span, "a text cannot hold a zero byte") : new BoundText(text.Span, text.Text);

    private BoundExpression Builtin(string name, TextSpan span)
    {
        if (name is "true" or "false")
            return new BoundConstant(span, ScriptType.Boolean, name == "true" ? 1 : 0);
        if (BuiltinTable.Find(name) is { } builtin)
            return builtin.Bind(this, span);
        if (FunctionTable.Find(name) is not null)
            return Report(span, $"'{name}' is a function", $"call it: {name}()");
        if (name == "args")
            return Report(span, "args needs the name of an argument", "write args.name");
        return Report(span, $"unknown name '{name}'", NearNames.Hint(name, BuiltinTable.Names.Concat(FunctionTable.Names)) ?? "variables begin with $, maps with @, texts stand in quotes");
    }

    private BoundExpression Call(CallExpression call, bool asStatement)
    {
        if (FunctionTable.Find(call.Name) is not { } function)
        {
            if (call.Arguments.Count == 0 && BuiltinTable.Find(call.Name) is { } builtin)
                return builtin.Bind(this, call.Span);
            return Report(call.NameSpan, $"unknown function '{call.Name}'", NearNames.Hint(call.Name, FunctionTable.Names) ?? $"known are {string.Join(", ", FunctionTable.Names)}");
        }
        if (function.Aggregates)
            return Report(call.Span, $"{call.Name}() must be assigned to a map", $"write @name = {call.Name}()");
        return asStatement || function.HasValue ? function.Bind(this, call) : Report(call.Span, $"{call.Name}() has no value", "call it as a statement of its own");
    }

    private BoundExpression Member(MemberExpression member)
    {
        if (member.Object is not NameExpression { Name: "args" })
            return Report(member.Span, "members of structures are not supported", "only args.name can be read");
        if (!Target.Mechanism.HasTypedArguments)
            return Report(member.Span, $"{Target.Mechanism.Name} has no named arguments", Target.Mechanism.HasReturnValue ? "only retval is known at a return; fexit also knows the arguments" : null);
        if (Target.Function is null)
            return Script.Kernel.MissingReason is { } reason
                ? throw new UnsupportedException("btf", $"args.{member.Name} needs the kernel's types: {reason}")
                : Report(member.Span, $"the kernel's types do not describe {Target.Hook}", "use arg0 to arg5");
        var parameters = Target.Function.Parameters;
        for (var i = 0; i < parameters.Count; i++)
            if (parameters[i].Name == member.Name)
                return Context(member.Span, Target.Mechanism.TypedArgument(Target, i));
        return Report(member.NameSpan, $"{Target.Hook} has no argument '{member.Name}'",
            NearNames.Hint(member.Name, parameters.Select(p => p.Name)) ?? (parameters.Count == 0 ? "it has no arguments" : $"it has {string.Join(", ", parameters.Select(p => p.Name))}"));
    }

    /// <summary>A value of the context, or the report why it cannot be read.</summary>
    public BoundExpression Context(TextSpan span, ContextField field)
    {
        if (field.Problem is not null)
            return Report(span, field.Problem, field.Hint);
        var type = field.Type;
        if (type.Kind is KernelTypeKind.Struct or KernelTypeKind.Other or KernelTypeKind.Void || type.Size is not (1 or 2 or 4 or 8))
            return Report(span, $"values of type '{type.Spelling}' are not supported");
        return new BoundContext(span, new ScriptType(TypeKind.Integer, type.Size, type.Signed && type.Kind != KernelTypeKind.Pointer), field);
    }

    private BoundExpression Unary(UnaryExpression unary)
    {
        if (unary.Operator is UnaryOperator.Dereference or UnaryOperator.AddressOf)
            return Report(unary.Span, $"{Constructs.Of(unary)} is not supported yet");
        var operand = Integer(unary.Operand, $"the operand of '{unary.Operator.Spelling()}'");
        if (unary.Operator == UnaryOperator.Plus)
            return operand;
        var type = unary.Operator == UnaryOperator.Not ? ScriptType.Boolean
            : operand.Type is { Size: 8, Signed: false } && unary.Operator == UnaryOperator.Complement ? ScriptType.UInt64 : ScriptType.Int64;
        return operand is BoundConstant constant
            ? new BoundConstant(unary.Span, type, Folding.Apply(unary.Operator, constant.Value))
            : new BoundUnary(unary.Span, type, unary.Operator, operand);
    }

    private BoundExpression Binary(TextSpan span, BinaryOperator op, BoundExpression left, BoundExpression right)
    {
        if (left.Type.IsText && right.Type.IsText && op is BinaryOperator.Equal or BinaryOperator.NotEqual)
            return left is BoundText a && right is BoundText b
                ? new BoundConstant(span, ScriptType.Boolean, (a.Text == b.Text) == (op == BinaryOperator.Equal) ? 1 : 0)
                : new BoundBinary(span, ScriptType.Boolean, op, left, right, true);
        if (left is BoundNothing || right is BoundNothing)
            return new BoundNothing(span);
        if (!left.Type.IsInteger || !right.Type.IsInteger)
        {
            var both = left.Type.IsText && right.Type.IsText;
            return Report(span, $"'{op.Spelling()}' cannot be used between {Name(left.Type)} and {Name(right.Type)}", both ? "strings can be compared with == and !=" : null);
        }
        var meet = Folding.Meet(left, right);
        var shifts = op is BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight;
        var unsigned = shifts ? left.Type is { Size: 8, Signed: false } : !meet.Signed;
        var type = op.IsComparison() || op.IsLogical() ? ScriptType.Boolean : shifts ? (unsigned ? ScriptType.UInt64 : ScriptType.Int64) : meet;
        if (left is BoundConstant x && right is BoundConstant y)
            return new BoundConstant(span, type, Folding.Apply(op, x.Value, y.Value, unsigned));
        return new BoundBinary(span, type, op, left, right, unsigned);
    }

    private BoundExpression Conditional(ConditionalExpression expression)
    {
        var condition = Condition(expression.Condition);
        var (then, otherwise) = (Bind(expression.Then), Bind(expression.Otherwise));
        if (then.Type.Kind != otherwise.Type.Kind || then.Type.Kind is TypeKind.None)
            return Report(expression.Span, $"the two sides are {Name(then.Type)} and {Name(otherwise.Type)}", "both must be integers, or both strings");
        if (condition is BoundConstant constant)
            return constant.Value != 0 ? then : otherwise;
        var type = then.Type.IsText ? ScriptType.Text(Math.Max(then.Type.Size, otherwise.Type.Size)) : Folding.Meet(then, otherwise);
        return new BoundConditional(expression.Span, type, condition, then, otherwise);
    }

    private BoundExpression Cast(CastExpression cast)
    {
        if (cast.Type is not NamedType { Name: var name } || ScriptType.Named(name) is not { } type)
            return Report(cast.Type.Span, $"a cast to '{Printer.Print(cast.Type)}' is not supported yet", "integers can be cast to bool, uint8, int8, … int64");
        var operand = Integer(cast.Operand, "what is cast");
        if (name == "bool")
            return Binary(cast.Span, BinaryOperator.NotEqual, operand, new BoundConstant(cast.Span, ScriptType.Int64, 0));
        return operand is BoundConstant constant ? new BoundConstant(cast.Span, type, Folding.Convert(type, constant.Value)) : new BoundCast(cast.Span, type, operand);
    }

    private BoundExpression Increment(IncrementExpression increment)
    {
        if (increment.Target is MapExpression name)
        {
            var map = Map(name);
            Script.Maps.Store(map.Map, ScriptType.Int64, increment.Span, Script.Diagnostics);
            var read = ReadMap(map);
            return read.Type.IsInteger && read is BoundMap ? new BoundIncrement(increment.Span, read.Type, read, increment.Delta, increment.Prefix) : new BoundNothing(increment.Span);
        }
        var target = Bind(increment.Target);
        if (target is BoundNothing)
            return target;
        return target is BoundVariable && target.Type.IsInteger
            ? new BoundIncrement(increment.Span, target.Type, target, increment.Delta, increment.Prefix)
            : Report(increment.Span, $"only integers can be counted up or down, but this is {Name(target.Type)}");
    }
}
