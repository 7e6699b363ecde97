using Conformance.Engine.Kernel;

namespace Conformance.Engine.Binding;

/// <summary>C's own types and the names that the kernel's headers and bpftrace give them, known on every kernel, with or without BTF. Sizes are those of the 64-bit kernels we trace.</summary>
internal static class BasicTypes
{
    public static KernelType Void { get; } = new("void", KernelTypeKind.Void, 0, false);

    public static KernelType Boolean { get; } = new("bool", KernelTypeKind.Boolean, 1, false);

    /// <summary>The type that a cast or a definition names by these words, or <c>null</c>. Words may come in any order (<c>long unsigned int</c>).</summary>
    public static KernelType? Find(string words) => words switch
    {
        "void" => Void,
        "bool" or "_Bool" => Boolean,
        "char" or "signed char" => new(words, KernelTypeKind.Integer, 1, true),
        "unsigned char" or "u_char" => new(words, KernelTypeKind.Integer, 1, false),
        "int8" or "int8_t" or "s8" or "__s8" => new(words, KernelTypeKind.Integer, 1, true),
        "uint8" or "uint8_t" or "u8" or "__u8" => new(words, KernelTypeKind.Integer, 1, false),
        "short" or "int16" or "int16_t" or "s16" or "__s16" => new(words, KernelTypeKind.Integer, 2, true),
        "uint16" or "uint16_t" or "u16" or "__u16" or "__be16" or "__le16" => new(words, KernelTypeKind.Integer, 2, false),
        "int" or "int32" or "int32_t" or "s32" or "__s32" or "pid_t" => new(words, KernelTypeKind.Integer, 4, true),
        "uint32" or "uint32_t" or "u32" or "__u32" or "__be32" or "__le32" or "unsigned" or "uint" or "uid_t" or "gid_t" or "mode_t" => new(words, KernelTypeKind.Integer, 4, false),
        "long" or "int64" or "int64_t" or "s64" or "__s64" or "ssize_t" or "off_t" or "loff_t" or "time_t" or "intptr_t" => new(words, KernelTypeKind.Integer, 8, true),
        "uint64" or "uint64_t" or "u64" or "__u64" or "__be64" or "__le64" or "size_t" or "ulong" or "uintptr_t" => new(words, KernelTypeKind.Integer, 8, false),
        _ when words.Contains(' ', StringComparison.Ordinal) => Combined(words),
        _ => null,
    };

    private static KernelType? Combined(string words)
    {
        var (longs, shorts, chars, unsigned) = (0, 0, 0, false);
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            switch (word)
            {
                case "long":
                    longs++;
                    break;
                case "short":
                    shorts++;
                    break;
                case "char":
                    chars++;
                    break;
                case "unsigned":
                    unsigned = true;
                    break;
                case "int" or "signed" or "const" or "volatile":
                    break;
                default:
                    return null;
            }
        var size = chars > 0 ? 1 : shorts > 0 ? 2 : longs > 0 ? 8 : 4;
        return new(words, KernelTypeKind.Integer, size, !unsigned);
    }
}
