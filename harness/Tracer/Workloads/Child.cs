using System.Globalization;
using System.Runtime.InteropServices;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>A process of this same program.</summary>
internal sealed class Child
{
    /// <summary>The command with which this program ends at once.</summary>
    public const string ExitCommand = "exit";

    private const string Program = "/proc/self/exe";

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
        var error = Spawner.Start(Program, [Program, .. arguments], new ChildSetup { Output = output }, out var id);
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
        _ = Libc.Kill(Id, ProcessCalls.KillSignal);
        Wait();
    }

    /// <summary>Waits for its end. Where children are reaped by the kernel (the guest's first process ignores SIGCHLD) this returns when it is gone.</summary>
    public void Wait() => ProcessCalls.Wait(Id);
}
