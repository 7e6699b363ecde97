using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands.Running;

/// <summary>The process of <c>-p</c>: tells when it has ended.</summary>
internal sealed class WatchedProcess
{
    private const int NoSuchProcess = 3; // ESRCH, include/uapi/asm-generic/errno-base.h

    private readonly TaskCompletionSource _ended = new();

    private WatchedProcess(int descriptor) => new Thread(() =>
    {
        ProcessCalls.WaitForEnd(descriptor);
        _ended.TrySetResult();
    })
    { IsBackground = true }.Start();

    /// <summary>Completes when it has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Looks for the process and begins to watch it.</summary>
    /// <exception cref="UsageException">There is no such process.</exception>
    public static WatchedProcess Open(int processId)
    {
        var descriptor = ProcessCalls.OpenProcess(processId);
        if (descriptor >= 0)
            return new WatchedProcess(descriptor);
        throw new UsageException(descriptor == -NoSuchProcess || !Directory.Exists($"/proc/{processId}")
            ? $"-p: there is no process {processId} here (it may have ended, or live in another PID namespace)"
            : $"-p: process {processId} cannot be watched ({System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(-descriptor)}); if {processId} is a thread, name its process (the Tgid in /proc/{processId}/status)");
    }
}
