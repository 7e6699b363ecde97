using Conformance.Tracer.Native;

namespace Conformance.Tracer.Guest;

/// <summary>Standard input, output and error of PID 1: without a /dev/console in its root file system the kernel starts it with none.</summary>
internal static class SystemConsole
{
    private const int ReadWrite = 2; // asm-generic/fcntl.h

    /// <summary>Points descriptors 0, 1 and 2 at /dev/console. /dev must be mounted.</summary>
    public static void Open()
    {
        var descriptor = Libc.Open("/dev/console", ReadWrite);
        if (descriptor < 0)
        {
            return; // A kernel without a console: nobody would read our words anyway.
        }

        for (var standard = 0; standard <= 2; standard++)
        {
            _ = Libc.Dup2(descriptor, standard);
        }

        if (descriptor > 2)
        {
            _ = Libc.Close(descriptor);
        }
    }
}
