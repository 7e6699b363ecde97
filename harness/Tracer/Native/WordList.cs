using System.Runtime.InteropServices;
using System.Text;

namespace Conformance.Tracer.Native;

/// <summary>A list of C strings with a null at its end, as exec(3) wants it, outside the collected heap.</summary>
internal sealed unsafe class WordList : IDisposable
{
    private readonly byte* _text;

    /// <summary>These words.</summary>
    public WordList(IReadOnlyList<string> words)
        : this(Encoding.UTF8.GetBytes(string.Concat(words.Select(w => w + '\0'))))
    {
    }

    /// <summary>Words that each end with a zero, one after another.</summary>
    public WordList(ReadOnlySpan<byte> text)
    {
        var count = text.Count((byte)0);
        _text = (byte*)NativeMemory.Alloc((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(_text, text.Length));
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1) * (nuint)sizeof(nint));
        for (int i = 0, at = 0; i < count; i++)
        {
            Pointer[i] = _text + at;
            at += text[at..].IndexOf((byte)0) + 1;
        }
    }

    /// <summary>The list.</summary>
    public byte** Pointer { get; }

    public void Dispose()
    {
        NativeMemory.Free(Pointer);
        NativeMemory.Free(_text);
    }
}
