using System.Buffers.Binary;
using System.Text;

namespace Conformance.Engine.ObjectFile;

/// <summary>The bytes of one DWARF section while they are written, and the places where the linker, or whoever reads the object, has to put an address.</summary>
internal sealed class DwarfSection
{
    private readonly List<byte> _bytes = [];
    private readonly List<(int Offset, int Symbol)> _addresses = [];

    /// <summary>Bytes so far.</summary>
    public int Length => _bytes.Count;

    /// <summary>Where an address of a symbol stands: offset and number of the symbol.</summary>
    public IReadOnlyList<(int Offset, int Symbol)> Addresses => _addresses;

    /// <summary>The bytes.</summary>
    public byte[] ToArray() => [.. _bytes];

    public DwarfSection Byte(int value)
    {
        _bytes.Add((byte)value);
        return this;
    }

    public DwarfSection Bytes(ReadOnlySpan<byte> values)
    {
        _bytes.AddRange(values);
        return this;
    }

    public DwarfSection Half(int value) => Byte(value & 0xff).Byte(value >> 8);

    public DwarfSection Word(int value) => Half(value & 0xffff).Half(value >>> 16);

    public DwarfSection Quad(long value) => Word((int)value).Word((int)(value >> 32));

    /// <summary>An unsigned number, seven bits a byte (LEB128, DWARF 5 section 7.6).</summary>
    public DwarfSection Unsigned(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            Byte((int)(value & 0x7f) | 0x80);
        return Byte((int)value);
    }

    /// <summary>A signed number, seven bits a byte.</summary>
    public DwarfSection Signed(int value)
    {
        while (value is < -64 or >= 64)
        {
            Byte((value & 0x7f) | 0x80);
            value >>= 7;
        }

        return Byte(value & 0x7f);
    }

    /// <summary>A text with its zero.</summary>
    public DwarfSection Text(string text) => Bytes(Encoding.UTF8.GetBytes(text)).Byte(0);

    /// <summary>Eight bytes for the address of a symbol, and bytes behind it.</summary>
    public DwarfSection Address(int symbol, int behind = 0)
    {
        _addresses.Add((Length, symbol));
        return Quad(behind);
    }

    /// <summary>A length of four bytes that is known later; see <see cref="EndLength"/>.</summary>
    public int BeginLength()
    {
        Word(0);
        return Length;
    }

    /// <summary>Fills in the length of what was written since <see cref="BeginLength"/>.</summary>
    public void EndLength(int begun) =>
        BinaryPrimitives.WriteInt32LittleEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes)[(begun - 4)..begun], Length - begun);
}
