using System.Runtime.InteropServices;

namespace Conformance.Cli;

/// <summary>
/// Turns SIGINT, SIGTERM and SIGHUP into a cancelled token, once; a second signal of the same kind ends the process as usual.
/// Machines end with us (see harness/Machines), so even then no QEMU is left.
/// </summary>
public sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    // As it is now: while tests run, NUnit puts a writer of its own in its place, which shows nothing.
    private readonly TextWriter error = Console.Error;

    private readonly bool quiet;

    /// <param name="quiet">Say nothing: a child process has the word.</param>
    public Interrupts(bool quiet = false)
    {
        this.quiet = quiet;
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, OnSignal))];
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
            return;
        context.Cancel = true;
        if (!quiet)
            error.WriteLine($"conformance: {context.Signal}: stopping; finished results are kept. Again: stop at once.");
        source.Cancel();
    }
}
