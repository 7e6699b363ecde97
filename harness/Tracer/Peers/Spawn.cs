using System.Runtime.InteropServices;
using Conformance.Protocol;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Peers;

/// <summary>Starts another tracer with pipes for its output, and learns how it ended.</summary>
internal static unsafe class Spawn
{
    // include/uapi/asm-generic/signal.h
    private const int ChildSignal = 17;
    private const nint Default = 0, Ignore = 1;

    private const int CloseOnExec = 0x80000; // asm-generic/fcntl.h
    private const int StructureSize = 512; // struct sigaction takes 152 bytes with glibc
    private const int NoHang = 1; // WNOHANG

    /// <summary>A child and the ends of its pipes that are ours.</summary>
    public readonly record struct Child(int Id, int Output, int Errors);

    /// <summary>Starts a tracer on a script, with its loader where it expects it.</summary>
    /// <param name="arguments"><c>{script}</c> stands for the path of the script.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static Child Start(PeerSpec peer, IEnumerable<string> arguments, string scriptPath)
    {
        if (peer.Interpreter.Length > 0)
            Link(peer.Interpreter, peer.Loader);
        var environment = new Dictionary<string, string>(peer.Environment);
        environment.TryAdd("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.TryAdd("LC_ALL", "C");
        return Start(
            peer.Program,
            arguments.Select(argument => argument.Replace("{script}", scriptPath, StringComparison.Ordinal)),
            environment.Select(variable => $"{variable.Key}={variable.Value}"));
    }

    /// <summary>Starts it with an empty standard input and all signals at their defaults.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static Child Start(string program, IEnumerable<string> arguments, IEnumerable<string> environment)
    {
        int* output = stackalloc int[2], errors = stackalloc int[2];
        if (Libc.Pipe(output, CloseOnExec) != 0 || Libc.Pipe(errors, CloseOnExec) != 0)
            throw new IOException($"cannot make a pipe: {Libc.LastError()}");
        var setup = new ChildSetup { Environment = environment, Input = "/dev/null", Output = output[1], Errors = errors[1], DefaultSignals = true };
        var error = Spawner.Start(program, [program, .. arguments], setup, out var id);
        _ = Libc.Close(output[1]);
        _ = Libc.Close(errors[1]);
        if (error == 0)
            return new Child(id, output[0], errors[0]);
        _ = Libc.Close(output[0]);
        _ = Libc.Close(errors[0]);
        throw new IOException($"cannot start {program}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Waits for a child's end.</summary>
    /// <returns>Its exit code, or 128 and the number of the signal that ended it, as a shell has it.</returns>
    public static int Wait(int id) => ProcessCalls.Wait(id) switch
    {
        { Exited: true, ExitCode: var code } => code,
        { Signal: var signal } => 128 + signal,
        null => throw new IOException($"cannot wait for process {id}: {Libc.LastError()}"),
    };

    /// <summary>Sees to it that children have an exit status while this lives, where SIGCHLD is ignored; orphans of that time are reaped at its end.</summary>
    public static IDisposable? KeepStatuses()
    {
        var old = stackalloc nint[StructureSize / sizeof(nint)];
        if (Libc.SignalAction(ChildSignal, null, old) != 0 || old[0] != Ignore)
            return null;
        _ = Libc.Signal(ChildSignal, Default);
        return new Kept();
    }

    /// <summary>Makes a symbolic link, with the directories above it, unless it is there.</summary>
    public static void Link(string path, string target)
    {
        var link = new FileInfo(path);
        if (link.LinkTarget == target)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        link.Delete();
        File.CreateSymbolicLink(path, target);
    }

    private sealed class Kept : IDisposable
    {
        public void Dispose()
        {
            _ = Libc.Signal(ChildSignal, Ignore);
            int status;
            while (Libc.Wait(-1, &status, NoHang) > 0)
            {
            }
        }
    }
}
