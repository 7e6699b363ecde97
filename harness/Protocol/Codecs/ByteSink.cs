using System.Buffers;
using System.Numerics;
using System.Text;

namespace Conformance.Protocol.Codecs;

/// <summary>Writes integers as LEB128 (seven bits a byte, low ones first; DWARF 5, §7.6), signed ones zigzag-folded so that small ones of both signs are short.</summary>
internal sealed class ByteSink
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Bytes that <see cref="Unsigned"/> takes for a value.</summary>
    public static int SizeOf(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>A signed value as an unsigned one: 0, -1, 1, -2 become 0, 1, 2, 3.</summary>
    public static ulong Fold(long value) => ((ulong)value << 1) ^ (ulong)(value >> 63);

    public void Unsigned(ulong value)
    {
        var target = _bytes.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[length++] = (byte)(value | 0x80);
        }

        target[length++] = (byte)value;
        _bytes.Advance(length);
    }

    public void Text(string text)
    {
        Unsigned((ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
    }
}
