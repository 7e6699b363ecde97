using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>Renders a map's entries as bpftrace does: <c>@x: 3</c>, <c>@x[1, abc]: 7</c>. The layout of keys and values is the code generator's own.</summary>
internal sealed class MapFormat(ScriptType[] keys, ScriptType value) : IMapFormat
{
    /// <inheritdoc/>
    public string Render(string name, ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(name);
        for (var i = 0; i < keys.Length; i++)
        {
            text.Append(i == 0 ? "[" : ", ");
            var room = Math.Min(key.Length, keys[i].Room);
            text.Append(One(keys[i], key[..room]));
            key = key[room..];
        }
        return text.Append(keys.Length > 0 ? "]: " : ": ").Append(One(value, bytes)).ToString();
    }

    /// <inheritdoc/>
    public int Compare(ReadOnlySpan<byte> keyA, ReadOnlySpan<byte> valueA, ReadOnlySpan<byte> keyB, ReadOnlySpan<byte> valueB)
    {
        var order = CompareOne(value, valueA, valueB);
        for (var i = 0; order == 0 && i < keys.Length; i++)
        {
            var room = Math.Min(Math.Min(keyA.Length, keyB.Length), keys[i].Room);
            order = CompareOne(keys[i], keyA[..room], keyB[..room]);
            keyA = keyA[room..];
            keyB = keyB[room..];
        }
        return order;
    }

    private static int CompareOne(ScriptType type, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        type.IsText ? a.SequenceCompareTo(b)
        : type.Signed ? Sum(a).CompareTo(Sum(b))
        : ((ulong)Sum(a)).CompareTo((ulong)Sum(b));

    private static string One(ScriptType type, ReadOnlySpan<byte> bytes)
    {
        if (type.IsText)
            return Builtins.OutputFormat.Decode(bytes);
        var number = Sum(bytes);
        return type.Signed ? number.ToString(CultureInfo.InvariantCulture) : ((ulong)number).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>One integer, or the sum over all CPUs.</summary>
    private static long Sum(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            sum += BinaryPrimitives.ReadInt64LittleEndian(bytes);
        return sum;
    }
}
