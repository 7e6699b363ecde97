using Conformance.Engine.Builtins.Meta;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

public sealed partial class ProbeBinder
{
    /// <summary>The type that is written, for a cast or a declaration; reports what is unknown.</summary>
    public ScriptType? TypeOf(TypeName name)
    {
        switch (name)
        {
            case TypeOf { Operand: var operand }:
                var bound = Quietly(operand);
                return bound is BoundNothing ? null : bound.Type;
            case NamedType { Name: "string" }:
                return ScriptType.Text(Script.Options.MaxStringLength);
            case ArrayType { Element: NamedType { Name: "string" }, Length: { } bytes }:
                return ScriptType.Text((int)Math.Min(bytes, 1 << 16));
        }
        if (Script.Types.Find(name) is { } type && (Innermost(name) is not TaggedType tagged || Script.Types.Find(tagged) is not null))
            return ScriptType.Of(type);
        Unknown(name);
        return null;
    }

    private void Unknown(TypeName name)
    {
        name = Innermost(name);
        Report(name.Span, $"unknown type '{Printer.Print(name)}'", Script.Kernel.MissingReason is { } reason
            ? $"define it in the script: this kernel's types are not known ({reason})"
            : "neither the script nor the kernel's BTF defines it: define it in the script");
    }

    private static TypeName Innermost(TypeName name)
    {
        while (name is PointerType or ArrayType)
            name = name is PointerType pointer ? pointer.Target : ((ArrayType)name).Element;
        return name;
    }

    /// <summary>Binds what is only asked for its type: nothing of it is computed, and its maps are not used by it.</summary>
    private BoundExpression Quietly(Expression expression) => Bind(expression);

    /// <summary>A record of what the script may want to know of a type.</summary>
    private BoundExpression TypeInfo(TypeInfoExpression expression)
    {
        if (TypeOf(expression.Type) is not { } type)
            return new BoundNothing(expression.Span);
        var (kind, whole) = (new BoundText(expression.Span, TypeWords.Base(type)), new BoundText(expression.Span, TypeWords.Full(type)));
        var record = new TupleType([ScriptType.UInt64, kind.Type, whole.Type], ["btf_id", "base_type", "full_type"]);
        return new BoundTuple(expression.Span, ScriptType.TupleOf(record), [new BoundConstant(expression.Span, ScriptType.UInt64, 0), kind, whole]);
    }

    private BoundExpression OffsetOf(OffsetOfExpression expression)
    {
        if (TypeOf(expression.Type) is not { } owner)
            return new BoundNothing(expression.Span);
        var type = owner.IsPointer ? owner.Pointee : owner.C;
        var offset = 0;
        foreach (var name in expression.Path)
        {
            if (type?.FindMember(name) is not { } member)
                return NoMember(expression.PathSpan, type, name);
            if (member.BitSize > 0)
                return Report(expression.PathSpan, $"'{name}' is a bit field: it lies at no whole byte");
            offset += member.Offset;
            type = member.Type;
        }
        return new BoundConstant(expression.Span, ScriptType.UInt64, offset);
    }

    private BoundExpression Cast(CastExpression cast)
    {
        var operand = Bind(cast.Operand);
        if (operand is BoundNothing)
            return operand;
        if (cast.Type is ArrayType { Length: null, Element: var single } && Script.Types.Find(single) is { Size: > 0 } element)
            return ToArray(cast, operand, new DefinedArray(element, Math.Max(1, SizeOf(operand) / element.Size)));
        if (TypeOf(cast.Type) is not { } type)
            return new BoundNothing(cast.Span);
        if (type.Kind == TypeKind.Array)
            return ToArray(cast, operand, type.C!);
        if (type.IsPointer && operand is BoundMemory { Type: { Kind: TypeKind.Array } or { IsText: true } } memory)
            return AddressOf(cast.Span, memory) with { Type = type with { User = memory.User } };
        if (type == operand.Type || (type.Kind == TypeKind.Structure && operand.Type.Kind == TypeKind.Structure && type.C!.Spelling == operand.Type.C!.Spelling))
            return operand;
        if (type.IsInteger && operand.Type.Kind == TypeKind.Array && operand.Type.Size == type.Size)
            return operand is BoundMemory bytes ? bytes with { Type = type } : new BoundPart(cast.Span, type, operand, 0);
        if (!type.IsInteger || !operand.Type.IsInteger)
            return Report(cast.Span, $"{Name(operand.Type)} cannot be cast to {type}", type.Kind == TypeKind.Structure ? $"cast to a pointer and follow it: *({type} *)" : null);
        return Cast(cast.Span, type, operand);
    }

    /// <summary>A number as another type of number.</summary>
    private BoundExpression Cast(TextSpan span, ScriptType type, BoundExpression operand)
    {
        if (type.IsBoolean)
            return operand.Type.IsBoolean ? operand : Binary(span, BinaryOperator.NotEqual, operand, new BoundConstant(span, ScriptType.Int64, 0)) with { Span = span };
        if (type.IsPointer)
            type = type with { User = operand.Type.User };
        if (operand is BoundConstant constant)
            return new BoundConstant(span, type, Folding.Convert(type, constant.Value));
        // Nothing to cut and nothing to extend: only the type is another.
        if (type.Size == 8 || (type.Size == operand.Type.Size && type.Signed == operand.Type.Signed))
            return operand is BoundMemory memory && type.Size == operand.Type.Size ? memory with { Type = type } : new BoundRetyped(span, type, operand);
        return new BoundCast(span, type, operand);
    }

    private BoundExpression ToArray(CastExpression cast, BoundExpression operand, KernelType array)
    {
        if (operand.Type.Kind == TypeKind.Array && operand.Type.Size == array.Size)
            return operand is BoundMemory memory ? memory with { Type = ScriptType.Of(array, memory.User) } : new BoundPart(cast.Span, ScriptType.Of(array), operand, 0);
        if (!operand.Type.IsInteger)
            return Report(cast.Span, $"{Name(operand.Type)} cannot be cast to {array}");
        return array.Size <= 8
            ? new BoundNumberBytes(cast.Span, ScriptType.Of(array), operand)
            : Report(cast.Span, $"an integer has 8 bytes at most, but {array} has {array.Size}");
    }
}
