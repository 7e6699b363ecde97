using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands.Running;

/// <summary>
/// The command of <c>-c</c>. It is started through this program itself (<see cref="HeldCommand"/>), which asks to be traced and then becomes the
/// command: the kernel stops it there, before its first instruction, until <see cref="Release"/>. ptrace(2) belongs to a thread, so start and release have to come from one.
/// </summary>
internal sealed class HeldChild : IDisposable
{
    private readonly TaskCompletionSource<WaitStatus> _ended = new();
    private bool _released;

    private HeldChild(string command, int processId)
    {
        Command = command;
        ProcessId = processId;
    }

    /// <summary>As the command line has it.</summary>
    public string Command { get; }

    /// <summary>Its process, <c>cpid</c>.</summary>
    public int ProcessId { get; }

    /// <summary>Completes when it has ended.</summary>
    public Task<WaitStatus> Ended => _ended.Task;

    /// <summary>Starts the command and holds it before its first instruction.</summary>
    /// <exception cref="UsageException">It cannot be started.</exception>
    public static HeldChild Start(string command)
    {
        var words = CommandWords.Split(command);
        var path = ProgramPath.Find(words[0]);
        var own = Environment.ProcessPath ?? "/proc/self/exe";
        var error = Spawner.Start(own, [own, HeldCommand.Name, path, .. words], new ChildSetup(), out var processId);
        if (error != 0)
            throw new UsageException($"-c: '{command}' could not be started: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)}");
        var child = new HeldChild(command, processId);
        while (true)
        {
            switch (ProcessCalls.Wait(processId))
            {
                case { Stopped: true, Signal: ProcessCalls.TrapSignal }:
                    // From now on it ends with us, should we die before it is released.
                    _ = ProcessCalls.Ptrace(ProcessCalls.SetOptions, processId, 0, ProcessCalls.ExitKill);
                    return child;
                case { Stopped: true } stopped:
                    _ = ProcessCalls.Ptrace(ProcessCalls.Continue, processId, 0, stopped.Signal);
                    break;
                case var ended:
                    child._released = true;
                    child._ended.TrySetResult(ended ?? default);
                    throw new UsageException($"-c: '{command}' could not be held before its first instruction ({ended?.ToString() ?? "it is gone"}; see above)");
            }
        }
    }

    /// <summary>Lets it run; it is not traced any more.</summary>
    public void Release()
    {
        if (_released)
            return;
        _released = true;
        _ = ProcessCalls.Ptrace(ProcessCalls.Detach, ProcessId, 0, 0);
        new Thread(() => _ended.TrySetResult(ProcessCalls.Wait(ProcessId) ?? default)) { IsBackground = true }.Start();
    }

    /// <summary>Ends it if it still runs: with SIGTERM, or with SIGKILL if it has not begun.</summary>
    public void Dispose()
    {
        if (!_ended.Task.IsCompleted)
            _ = ProcessCalls.Kill(ProcessId, _released ? ProcessCalls.TerminateSignal : ProcessCalls.KillSignal);
    }
}
