using System.Runtime.InteropServices;

namespace Conformance.Tracer.Native;

/// <summary>Writes to standard error where the runtime cannot.</summary>
internal static unsafe partial class LastWords
{
    private const int StandardError = 2;

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* text, nuint length);

    /// <summary>Writes a text; if that fails, too, there is nobody left to tell.</summary>
    public static void Write(ReadOnlySpan<byte> text)
    {
        fixed (byte* bytes = text)
            _ = Write(StandardError, bytes, (nuint)text.Length);
    }
}
