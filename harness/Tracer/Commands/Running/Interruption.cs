using System.Runtime.InteropServices;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands.Running;

/// <summary>Ctrl-C and SIGTERM: the first ends the session as it should end (detach, end probes, maps), the second ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    /// <summary>From now on.</summary>
    public Interruption()
    {
        StopIgnoring(ProcessCalls.InterruptSignal);
        _registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM)];
    }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Ends the session as a signal would.</summary>
    public void Stop() => _stop.Cancel();

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// A shell that is no terminal's starts what it puts into the background with SIGINT ignored, and the runtime would keep it so: then <c>kill -INT</c>, which
    /// is how scripts end a tracer, would do nothing.
    /// </summary>
    private static void StopIgnoring(int signal)
    {
        const nint Default = 0;
        const nint Ignore = 1;
        if (Libc.Signal(signal, Default) is var handler and not (Default or Ignore))
            _ = Libc.Signal(signal, handler);
    }

    private PosixSignalRegistration Register(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
            ProcessCalls.ExitNow(ExitCode.Interrupted); // The kernel closes what is open, and with it all probes.
        _stop.Cancel();
    });
}
