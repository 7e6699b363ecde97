using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Ways into structures, arrays, pointers and tuples.</summary>
public sealed partial class ProbeBinder
{
    /// <summary>A value in memory, at an address and an offset; members of structures, elements of arrays and what pointers point to all end here.</summary>
    private BoundExpression At(TextSpan span, BoundExpression address, int offset, KernelType type, bool user)
    {
        if (type.IsText)
            return new BoundMemory(span, ScriptType.Text(type.Size) with { C = type, User = user }, address, offset, user);
        var value = ScriptType.Of(type, user);
        return value.Kind == TypeKind.None
            ? Report(span, $"a value of type '{type}' cannot be read", type.Kind == KernelTypeKind.Void ? "cast the pointer to one with a type: *(uint64 *)p" : null)
            : new BoundMemory(span, value, address, offset, user);
    }

    /// <summary>A part of a value: of memory if the value lies there, else of what the program holds.</summary>
    private BoundExpression PartOf(TextSpan span, BoundExpression whole, int offset, KernelType type) => whole switch
    {
        BoundMemory memory => At(span, memory.Address, memory.Offset + offset, type, memory.User),
        BoundPart part => PartOf(span, part.Whole, part.Offset + offset, type),
        _ when type.IsText => new BoundPart(span, ScriptType.Text(type.Size) with { C = type }, whole, offset),
        _ when ScriptType.Of(type, whole.Type.User) is { Kind: not TypeKind.None } value => new BoundPart(span, value, whole, offset),
        _ => Report(span, $"a value of type '{type}' cannot be read"),
    };

    private BoundExpression Member(MemberExpression member)
    {
        if (member.Object is NameExpression { Name: "args" })
            return Argument(member);
        var owner = Bind(member.Object);
        if (owner is BoundNothing)
            return owner;
        if (owner.Type.Tuple is { } tuple)
            return NamedPart(member, owner, tuple);
        var structure = owner.Type.IsPointer ? owner.Type.Pointee : owner.Type.Kind == TypeKind.Structure ? owner.Type.C : null;
        if (structure is { Kind: KernelTypeKind.Other } && Script.Types.FindDeclared(structure) is { } defined)
            structure = defined;
        if (structure is not { Kind: KernelTypeKind.Struct })
            return Report(member.Object.Span, $"{Describe(owner.Type)} has no members", owner.Type.IsInteger && !owner.Type.IsPointer
                ? "cast it to a pointer to a structure: ((struct NAME *)x)->member" : structure is null ? null : "the kernel's BTF and the script only declare it");
        if (structure.FindMember(member.Name) is not { } found)
            return NoMember(member.NameSpan, structure, member.Name);
        if (found.BitSize > 0)
            return BitField(member.Span, owner, found);
        return owner.Type.IsPointer
            ? At(member.Span, owner, found.Offset, found.Type, owner.Type.User)
            : PartOf(member.Span, owner, found.Offset, found.Type);
    }

    private BoundExpression NoMember(TextSpan span, KernelType? structure, string name)
    {
        var names = (structure?.Members ?? []).SelectMany(NamesOf);
        return Report(span, $"{structure?.Spelling ?? "this"} has no member '{name}'", NearNames.Hint(name, names) ?? (structure is null ? null : "see its members: tracer -lv " + structure.Spelling));
    }

    private static IEnumerable<string> NamesOf(KernelMember member) => member.Name.Length > 0 ? [member.Name] : member.Type.Members.SelectMany(NamesOf);

    private BoundExpression NamedPart(MemberExpression member, BoundExpression owner, TupleType tuple)
    {
        for (var i = 0; i < (tuple.Names?.Count ?? 0); i++)
            if (tuple.Names![i] == member.Name)
                return Item(member.Span, owner, tuple, i);
        return Report(member.NameSpan, $"this record has no part '{member.Name}'", tuple.Names is null ? "parts of a tuple have numbers: .0" : NearNames.Hint(member.Name, tuple.Names));
    }

    /// <summary>The smallest aligned number that holds all bits of the field, and the field's bits in it.</summary>
    private BoundExpression BitField(TextSpan span, BoundExpression owner, KernelMember field)
    {
        var size = 1;
        while (field.BitOffset / (8 * size) != (field.BitOffset + field.BitSize - 1) / (8 * size) && size < 8)
            size *= 2;
        var unit = field.BitOffset / (8 * size);
        var storage = new KernelType("bits", KernelTypeKind.Integer, size, false);
        var whole = owner.Type.IsPointer ? At(span, owner, unit * size, storage, owner.Type.User) : PartOf(span, owner, unit * size, storage);
        return new BoundBits(span, ScriptType.Of(field.Type), whole, field.BitOffset - (unit * size * 8), field.BitSize);
    }

    private BoundExpression Item(TextSpan span, BoundExpression whole, TupleType tuple, int index) =>
        whole is BoundTuple { HasEffect: false } literal ? literal.Items[index] : whole switch
        {
            BoundPart part => new BoundPart(span, tuple.Parts[index], part.Whole, part.Offset + tuple.OffsetOf(index)),
            _ => new BoundPart(span, tuple.Parts[index], whole, tuple.OffsetOf(index)),
        };

    private BoundExpression Item(TextSpan span, BoundExpression whole, long index, TextSpan indexSpan)
    {
        if (whole is BoundNothing)
            return whole;
        if (whole.Type.Tuple is not { } tuple)
            return Report(span, $"{Describe(whole.Type)} has no numbered parts", "only tuples have: (a, b).0");
        return index >= 0 && index < tuple.Parts.Count
            ? Item(span, whole, tuple, (int)index)
            : Report(indexSpan, $"this tuple has {tuple.Parts.Count} parts, numbered from 0", null);
    }

    private BoundExpression Index(IndexExpression expression)
    {
        var whole = Bind(expression.Object);
        var index = Integer(expression.Index, "an index");
        if (whole is BoundNothing || index is BoundNothing)
            return new BoundNothing(expression.Span);
        if (whole.Type.Kind == TypeKind.Tuple)
            return index is BoundConstant item ? Item(expression.Span, whole, item.Value, expression.Index.Span) : Report(expression.Index.Span, "a tuple's part must be known at compile time");
        var element = whole.Type.IsPointer ? whole.Type.Pointee : whole.Type.C?.Kind == KernelTypeKind.Array ? whole.Type.C.Target : whole.Type.IsText ? BasicTypes.Find("char") : null;
        if (element is null)
            return Report(expression.Object.Span, $"{Describe(whole.Type)} has no elements", "arrays and pointers have");
        if (element.Size == 0)
            return Report(expression.Object.Span, $"elements of type '{element}' have no size", "cast it to a pointer to something else");
        if (!whole.Type.IsPointer && index is BoundConstant known && LengthOf(whole.Type) is var length and > 0 && (ulong)known.Value >= (ulong)length)
            return Report(expression.Index.Span, $"this array has {length} elements, numbered from 0");
        return Element(expression.Span, whole, index, element);
    }

    private BoundExpression Element(TextSpan span, BoundExpression whole, BoundExpression index, KernelType element)
    {
        var constant = index is BoundConstant { Value: var value } && value * element.Size == (int)(value * element.Size) ? (int)(value * element.Size) : (int?)null;
        if (whole.Type.IsPointer)
            return constant is { } there ? At(span, whole, there, element, whole.Type.User) : At(span, Displaced(span, whole, index, element.Size), 0, element, whole.Type.User);
        if (constant is { } offset)
            return PartOf(span, whole, offset, element);
        if (whole is BoundMemory memory)
            return At(span, Displaced(span, memory.Address, index, element.Size), memory.Offset, element, memory.User);
        var type = ScriptType.Of(element, whole.Type.User);
        return new BoundElement(span, type, whole, index, element.Size, LengthOf(whole.Type));
    }

    private static int LengthOf(ScriptType array) => array.C?.Length ?? array.Size;

    private static BoundBinary Displaced(TextSpan span, BoundExpression address, BoundExpression index, int stride) =>
        new(span, ScriptType.UInt64, BinaryOperator.Add, address, stride == 1 ? index : new BoundBinary(span, ScriptType.Int64, BinaryOperator.Multiply, index, new BoundConstant(span, ScriptType.Int64, stride), false), true);

    private BoundExpression Dereference(UnaryExpression expression)
    {
        var pointer = Bind(expression.Operand);
        if (pointer is BoundNothing)
            return pointer;
        if (pointer.Type.IsPointer)
            return At(expression.Span, pointer, 0, pointer.Type.Pointee!, pointer.Type.User);
        // As in bpftrace, a number is taken for the address of eight bytes.
        return pointer.Type.IsInteger && pointer.Type.Size == 8
            ? At(expression.Span, pointer, 0, BasicTypes.Find("uint64")!, pointer.Type.User)
            : Report(expression.Operand.Span, $"{Describe(pointer.Type)} is no pointer", pointer.Type.IsInteger ? "an address has eight bytes; say what it points to: *(uint64 *)x" : null);
    }

    private BoundExpression AddressOf(UnaryExpression expression) => expression.Operand is MapExpression { Keys.Count: 0 } map ? AddressOf(expression.Span, map) : Bind(expression.Operand) switch
    {
        BoundNothing nothing => nothing,
        BoundMemory memory => AddressOf(expression.Span, memory),
        BoundBits => Report(expression.Span, "a bit field has no address"),
        BoundVariable variable => AddressOf(expression.Span, variable.Variable),
        _ => Report(expression.Span, "this has no address", "variables, whole maps, and what lies in the kernel's or a process's memory have one: &$x, &@x, &p->member"),
    };

    /// <summary>The address is good as long as the variable lives; reading through it gives what the variable holds by then.</summary>
    private static BoundVariableAddress AddressOf(TextSpan span, Variable variable)
    {
        variable.HasAddress = true;
        var type = variable.Type switch
        {
            { IsText: true } text => new DefinedArray(BasicTypes.Find("char")!, text.Size),
            { C: { } c } => c,
            { IsInteger: true } number => BasicTypes.Find(number.Signed ? "int64" : "uint64")!,
            _ => BasicTypes.Void,
        };
        return new BoundVariableAddress(span, ScriptType.PointerTo(type), variable);
    }

    private BoundMapAddress AddressOf(TextSpan span, MapExpression name)
    {
        var map = Script.Maps.Use(name.Name, name.Span);
        return new BoundMapAddress(span, ScriptType.PointerTo(Script.Kernel.FindType("struct bpf_map") ?? BasicTypes.Void), map);
    }

    /// <summary>Where a value lies, as a pointer to its type.</summary>
    private static BoundExpression AddressOf(TextSpan span, BoundMemory memory)
    {
        var type = memory.Type.C ?? new KernelType(memory.Type.ToString(), KernelTypeKind.Integer, memory.Type.Size, memory.Type.Signed);
        var pointer = ScriptType.PointerTo(type, memory.User);
        return memory.Offset == 0
            ? new BoundRetyped(span, pointer, memory.Address)
            : new BoundBinary(span, pointer, BinaryOperator.Add, memory.Address, new BoundConstant(span, ScriptType.Int64, memory.Offset), true);
    }
}
