using System.Runtime.InteropServices;

namespace Conformance.Tracer.Native;

/// <summary>C strings, and an array of them with a null at its end.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly nint[] _texts;

    public NativeStrings(IEnumerable<string> texts)
    {
        _texts = [.. texts.Select(Marshal.StringToCoTaskMemUTF8)];
        Pointers = (byte**)NativeMemory.AllocZeroed((nuint)(_texts.Length + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < _texts.Length; i++)
        {
            Pointers[i] = (byte*)_texts[i];
        }
    }

    /// <summary>The array.</summary>
    public byte** Pointers { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var text in _texts)
        {
            Marshal.FreeCoTaskMem(text);
        }

        NativeMemory.Free(Pointers);
    }
}
