using System.Runtime.InteropServices;

namespace Conformance.Tracer.Native;

/// <summary>Calls about processes and descriptors for which the runtime's own classes are too much: they would take over SIGCHLD and reap children.</summary>
internal static unsafe partial class ProcessCalls
{
    private const string Library = "libc";

    // include/uapi/linux/ptrace.h
    public const int TraceMe = 0;
    public const int Continue = 7;
    public const int Detach = 17;
    public const int SetOptions = 0x4200;
    public const int ExitKill = 0x100000;

    // include/uapi/asm-generic/signal.h, errno-base.h
    public const int InterruptSignal = 2;
    public const int BrokenPipeSignal = 13;
    public const int TerminateSignal = 15;
    public const int KillSignal = 9;
    public const int TrapSignal = 5;
    public const int Interrupted = 4;
    public const int BrokenPipe = 32;

    /// <summary>pidfd_open: the same number on all architectures (include/uapi/asm-generic/unistd.h).</summary>
    private const int PidfdOpen = 434;

    private const short Readable = 1; // POLLIN, include/uapi/asm-generic/poll.h

    [LibraryImport(Library, EntryPoint = "execv", SetLastError = true)]
    private static partial int Execv(byte* path, byte** arguments);

    [LibraryImport(Library, EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int processId, out int status, int options);

    [LibraryImport(Library, EntryPoint = "ptrace", SetLastError = true)]
    public static partial nint Ptrace(int request, int processId, nint address, nint data);

    [LibraryImport(Library, EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);

    [LibraryImport(Library, EntryPoint = "_exit")]
    public static partial void ExitNow(int code);

    [LibraryImport(Library, EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* data, nint count);

    [LibraryImport(Library, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport(Library, EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollDescriptor* descriptors, nuint count, int timeout);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }

    /// <summary>Becomes another program; comes back only with an error number.</summary>
    public static int Execute(string path, IReadOnlyList<string> arguments)
    {
        using var file = new NativeStrings([path]);
        using var words = new NativeStrings(arguments);
        _ = Execv(file.Pointers[0], words.Pointers);
        return Marshal.GetLastPInvokeError();
    }

    /// <summary>Waits for the next change of a child of ours; <c>null</c> if there is no such child.</summary>
    public static WaitStatus? Wait(int processId)
    {
        while (true)
        {
            if (WaitPid(processId, out var status, 0) == processId)
                return new(status);
            if (Marshal.GetLastPInvokeError() != Interrupted)
                return null;
        }
    }

    /// <summary>Whether this user may execute the file.</summary>
    public static bool MayExecute(string path) => Access(path, 1) == 0;

    /// <summary>A descriptor of any process, or minus the error number.</summary>
    public static int OpenProcess(int processId)
    {
        var answer = (int)SystemCall(PidfdOpen, processId, 0);
        return answer < 0 ? -Marshal.GetLastPInvokeError() : answer;
    }

    /// <summary>Waits until the process behind a descriptor of <see cref="OpenProcess"/> has ended.</summary>
    public static void WaitForEnd(int descriptor)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = Readable };
        while (Poll(&poll, 1, -1) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }
    }
}
