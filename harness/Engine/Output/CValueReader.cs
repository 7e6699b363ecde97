using System.Buffers.Binary;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Output;

/// <summary>Structures, unions and arrays as C lays them out: numbers in their own size, bit fields in their bits.</summary>
internal static class CValueReader
{
    /// <summary>The value; <paramref name="bytes"/> begins with it.</summary>
    public static OutputValue Read(KernelType type, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < type.Size)
            return new TextOutput("<cut off>");
        switch (type.Kind)
        {
            case KernelTypeKind.Struct:
                var members = new List<OutputMember>(type.Members.Count);
                foreach (var member in type.Members)
                    if (member is { Name: "", BitSize: 0, Type.Kind: KernelTypeKind.Struct } && Read(member.Type, bytes[member.Offset..]) is StructOutput nameless)
                        members.AddRange(nameless.Members);
                    else if (member.Name.Length > 0)
                        members.Add(new(member.Name, Member(member, bytes)));
                return new StructOutput(members);
            case KernelTypeKind.Array when type.IsText:
                return new TextOutput(ValueReader.Text(bytes[..type.Size]));
            case KernelTypeKind.Array:
                var items = new OutputValue[type.Length];
                for (var i = 0; i < items.Length; i++)
                    items[i] = Read(type.Target!, bytes[(i * type.Target!.Size)..]);
                return new ArrayOutput(items);
            case KernelTypeKind.Void or KernelTypeKind.Other:
                return new NothingOutput();
            default:
                return Scalar(type, Load(bytes, type.Size, type.Signed));
        }
    }

    private static OutputValue Member(KernelMember member, ReadOnlySpan<byte> bytes)
    {
        if (member.BitSize == 0)
            return Read(member.Type, bytes[member.Offset..]);
        // A bit field lies within the unit of its type's size, which begins at a multiple of that size.
        var unit = member.Type.Size * 8;
        var start = member.BitOffset / unit * unit;
        var value = Load(bytes[(start / 8)..], member.Type.Size, false) >> (member.BitOffset - start);
        var spare = 64 - member.BitSize;
        value = member.Type.Signed ? value << spare >> spare : (long)((ulong)value << spare >> spare);
        return Scalar(member.Type, value);
    }

    private static OutputValue Scalar(KernelType type, long value) => type.Kind switch
    {
        KernelTypeKind.Boolean => new BooleanOutput(value != 0),
        KernelTypeKind.Pointer => new PointerOutput((ulong)value),
        KernelTypeKind.Enum => new EnumOutput(value, type.Enumerators.FirstOrDefault(e => e.Value == value)?.Name),
        _ => new IntegerOutput(value, !type.Signed && type.Size == 8),
    };

    private static long Load(ReadOnlySpan<byte> bytes, int size, bool signed) => (size, signed) switch
    {
        (1, true) => (sbyte)bytes[0],
        (1, false) => bytes[0],
        (2, true) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (8, _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => 0,
    };
}
