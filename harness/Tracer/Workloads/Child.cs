using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>A process of this same program, started by posix_spawn (one fork-like clone, one exec).</summary>
internal sealed unsafe class Child
{
    /// <summary>The command with which this program ends at once.</summary>
    public const string ExitCommand = "exit";

    private const string Program = "/proc/self/exe";
    private const int KillSignal = 9;
    private const int NoChild = 10; // ECHILD
    private const int Interrupted = 4; // EINTR

    private Child(int id) => Id = id;

    /// <summary>Its process id.</summary>
    public int Id { get; }

    /// <summary>Starts it. Its output is the parent's.</summary>
    /// <exception cref="WorkloadException">The kernel refused.</exception>
    public static Child Start(params IEnumerable<string> arguments) => Start(output: -1, arguments);

    /// <summary>Starts it with its standard output going to a descriptor.</summary>
    /// <param name="output">The descriptor; -1 for the parent's own.</param>
    /// <exception cref="WorkloadException">The kernel refused.</exception>
    public static Child Start(int output, IEnumerable<string> arguments)
    {
        // posix_spawn_file_actions_t has 80 bytes in the GNU C library on 64-bit machines; other libraries use less.
        var actions = stackalloc byte[128];
        _ = Libc.SpawnActionsInit(actions);
        if (output >= 0)
        {
            _ = Libc.SpawnActionsDup(actions, output, 1);
        }

        using var path = new NativeStrings([Program]);
        using var all = new NativeStrings([Program, .. arguments]);
        using var environment = new NativeStrings(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}"));
        int id;
        var error = Libc.Spawn(&id, path.Pointers[0], (nint)actions, 0, all.Pointers, environment.Pointers);
        _ = Libc.SpawnActionsDestroy(actions);
        return error == 0 ? new Child(id) : throw new WorkloadException($"cannot start {Program}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>The thread of it that is inside this system call, or <c>null</c>.</summary>
    public int? ThreadInside(long systemCall)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{Id}/task")
                .Where(task => Threads.IsInside(task, systemCall))
                .Select(task => (int?)int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture))
                .FirstOrDefault();
        }
        catch (IOException)
        {
            return null; // It has ended.
        }
    }

    /// <summary>Sends it a signal.</summary>
    public void Signal(int number) => _ = Libc.Kill(Id, number);

    /// <summary>Kills it, wherever it is, and waits for its end.</summary>
    public void Kill()
    {
        _ = Libc.Kill(Id, KillSignal);
        Wait();
    }

    /// <summary>Waits for its end. Where children are reaped by the kernel (the guest's first process ignores SIGCHLD) this returns when it is gone.</summary>
    /// <returns>The wait status, or <c>null</c> where the kernel kept none.</returns>
    public int? Wait()
    {
        int status;
        while (Libc.Wait(Id, &status, 0) < 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;
                case NoChild:
                    return null;
                default:
                    throw new WorkloadException($"cannot wait for a child: {Libc.LastError()}");
            }
        }

        return status;
    }
}
