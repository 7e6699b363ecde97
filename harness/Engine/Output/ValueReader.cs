using System.Buffers.Binary;
using System.Text;
using Conformance.Engine.Binding;
using Conformance.Engine.Builtins;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Output;

/// <summary>Bytes that a program sent or left in a map, read by their type. The layout is the code generator's: numbers in eight bytes, all else in its room.</summary>
public static class ValueReader
{
    /// <summary>The value; <paramref name="bytes"/> begins with it.</summary>
    public static OutputValue Read(ScriptType type, ReadOnlySpan<byte> bytes, RenderContext context)
    {
        if (bytes.Length < type.Room)
            return new TextOutput("<cut off>");
        return type.Kind switch
        {
            TypeKind.Integer => Number(type, BinaryPrimitives.ReadInt64LittleEndian(bytes)),
            TypeKind.Text => new TextOutput(Text(bytes[..type.Size], context)),
            TypeKind.Opaque => ((Rendering)type.Trait!).Read(bytes[..type.Size], context),
            TypeKind.Tuple => Tuple(type.Tuple!, bytes, context),
            TypeKind.Structure or TypeKind.Array => CValueReader.Read(type.C!, bytes),
            _ => new NothingOutput(),
        };
    }

    /// <summary>The same; what was cut says so.</summary>
    private static string Text(ReadOnlySpan<byte> bytes, RenderContext context)
    {
        var text = Text(bytes);
        return bytes.Length >= context.Cut.Length && bytes[..context.Cut.Length].IndexOf((byte)0) < 0 ? text + context.Cut.Trailer : text;
    }

    /// <summary>Zero-padded UTF-8 to text.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>A number as its type means it.</summary>
    internal static OutputValue Number(ScriptType type, long value) => type.C?.Kind switch
    {
        KernelTypeKind.Boolean => new BooleanOutput(value != 0),
        KernelTypeKind.Pointer => new PointerOutput((ulong)value),
        KernelTypeKind.Enum => new EnumOutput(value, type.C!.Enumerators.FirstOrDefault(e => e.Value == value)?.Name),
        _ => new IntegerOutput(value, !type.Signed && type.Size == 8),
    };

    private static OutputValue Tuple(TupleType tuple, ReadOnlySpan<byte> bytes, RenderContext context)
    {
        var items = new OutputValue[tuple.Parts.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = Read(tuple.Parts[i], bytes[tuple.OffsetOf(i)..], context);
        return tuple.Names is { } names ? new StructOutput([.. names.Zip(items, (name, item) => new OutputMember(name, item))]) : new TupleOutput(items);
    }
}
