using System.Text;

namespace Conformance.Protocol.Codecs;

/// <summary>Reads what <see cref="ByteSink"/> wrote; whatever is malformed is a <see cref="ProtocolException"/>.</summary>
internal ref struct ByteSource(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>A folded value as the signed one it stands for.</summary>
    public static long Unfold(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                throw Malformed("ends inside a number");
            }

            var current = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(current & 0x7F) << shift;
            if (current < 0x80)
            {
                return value;
            }
        }

        throw Malformed("holds a number of more than 64 bits");
    }

    /// <summary>A number that may not be larger than <paramref name="most"/>.</summary>
    public int Count(int most)
    {
        var value = Unsigned();
        return value <= (ulong)most ? (int)value : throw Malformed($"promises {value} entries");
    }

    public string Text()
    {
        var length = Unsigned();
        if (length > (ulong)_rest.Length)
        {
            throw Malformed("ends inside a text");
        }

        var text = Encoding.UTF8.GetString(_rest[..(int)length]);
        _rest = _rest[(int)length..];
        return text;
    }

    /// <summary>Nothing may be left.</summary>
    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw Malformed($"has {_rest.Length} bytes too many");
        }
    }

    private static ProtocolException Malformed(string what) =>
        new($"a batch of firings or output {what}; its checksum is right, so the sender is broken");
}
