using Microsoft.Win32.SafeHandles;

namespace Conformance.Tracer.Native;

/// <summary>A serial port as a pipe for bytes: nothing is echoed, translated or waited for.</summary>
internal static class SerialPort
{
    // asm-generic/fcntl.h
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100;

    // Linux's struct termios as glibc and musl have it takes 60 bytes on all architectures of .NET.
    private const int TermiosSize = 128;
    private const int Now = 0;

    /// <summary>B115200 (asm-generic/termbits.h), the fastest of a standard 8250. The emulated one waits four characters' time before it announces the end of what came in.</summary>
    private const uint Speed = 0x1002;

    /// <summary>Opens the port in raw mode.</summary>
    /// <exception cref="IOException">There is no such port, or it is no terminal.</exception>
    public static unsafe FileStream Open(string path)
    {
        var descriptor = Libc.Open(path, ReadWrite | NoControllingTerminal);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open serial port {path}: {Libc.LastError()}. Does the machine have it, and does conformance.port= name it?");
        }

        var settings = stackalloc byte[TermiosSize];
        if (Libc.GetTerminal(descriptor, settings) == 0)
        {
            Libc.MakeRaw(settings);
            _ = Libc.SetSpeed(settings, Speed);
            if (Libc.SetTerminal(descriptor, Now, settings) == 0)
            {
                return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
            }
        }

        var reason = Libc.LastError();
        _ = Libc.Close(descriptor);
        throw new IOException($"cannot set {path} to raw mode: {reason}. Is it a serial port?");
    }
}
