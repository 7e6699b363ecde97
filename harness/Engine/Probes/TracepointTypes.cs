using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>C types of the fields of tracepoints, as far as the format file tells them.</summary>
internal static class TracepointTypes
{
    public static KernelType Of(TracepointField field)
    {
        switch (field.Kind)
        {
            case TracepointFieldKind.Number:
                return new(field.Type, field.Type is "bool" or "_Bool" ? KernelTypeKind.Boolean : KernelTypeKind.Integer, field.Size, field.Signed);
            case TracepointFieldKind.Pointer:
                var pointed = field.Type[..^1].Trim();
                return new PointerOfRecord(field.Type, pointed);
            case TracepointFieldKind.Array when field.Count > 0:
                return new ArrayOfRecord($"{field.Type}[{field.Count}]", Element(field.Type, field.Size / field.Count, field.Signed), field.Count, field.Size);
            case TracepointFieldKind.Array:
                return new(field.Type, KernelTypeKind.Struct, field.Size, false);
            default:
                // The length is known when it is read; a type without one says that.
                var size = field.Type is "char" or "const char" or "unsigned char" or "u8" or "__u8" ? 1 : 8;
                return new ArrayOfRecord($"{field.Type}[]", Element(field.Type, size, field.Signed), 0, 0);
        }
    }

    private static KernelType Element(string spelling, int size, bool signed) =>
        spelling.EndsWith('*') ? new PointerOfRecord(spelling, spelling[..^1].Trim()) : new KernelType(spelling, KernelTypeKind.Integer, size, signed);

    private sealed record PointerOfRecord(string Text, string Pointed) : KernelType(Text, KernelTypeKind.Pointer, 8, false)
    {
        /// <inheritdoc/>
        public override KernelType? Target => Pointed switch
        {
            "char" or "const char" or "unsigned char" => new KernelType(Pointed, KernelTypeKind.Integer, 1, true),
            "void" or "const void" => new KernelType(Pointed, KernelTypeKind.Void, 0, false),
            _ when Pointed.EndsWith('*') => new PointerOfRecord(Pointed, Pointed[..^1].Trim()),
            _ => new KernelType(Pointed, KernelTypeKind.Other, 0, false),
        };
    }

    private sealed record ArrayOfRecord(string Text, KernelType Element, int Count, int Bytes) : KernelType(Text, KernelTypeKind.Array, Bytes, false)
    {
        /// <inheritdoc/>
        public override KernelType? Target => Element;

        /// <inheritdoc/>
        public override int Length => Count;
    }
}
