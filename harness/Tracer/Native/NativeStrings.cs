using System.Runtime.InteropServices;
using System.Text;

namespace Conformance.Tracer.Native;

/// <summary>C strings and an array of them with a null at its end, as exec(3) wants them, outside the collected heap.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte* _text;

    /// <summary>These texts.</summary>
    public NativeStrings(IEnumerable<string> texts)
        : this(Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text + '\0'))))
    {
    }

    /// <summary>Texts that each end with a zero, one after another.</summary>
    public NativeStrings(ReadOnlySpan<byte> text)
    {
        var count = text.Count((byte)0);
        _text = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(_text, text.Length));
        Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
        for (int i = 0, at = 0; i < count; i++)
        {
            Pointers[i] = _text + at;
            at += text[at..].IndexOf((byte)0) + 1;
        }
    }

    /// <summary>The array.</summary>
    public byte** Pointers { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(Pointers);
        NativeMemory.Free(_text);
    }
}
