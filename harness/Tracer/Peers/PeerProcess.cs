using System.Text;
using Conformance.Protocol;
using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;
using Microsoft.Win32.SafeHandles;

namespace Conformance.Tracer.Peers;

/// <summary>A running tracer that is not ours. Its output is read as it comes, on threads of its own, so that it never waits for us.</summary>
internal sealed class PeerProcess : IDisposable
{
    private const int InterruptSignal = 2, KillSignal = 9; // include/uapi/asm-generic/signal.h
    private const int LastSignal = 64; // SIGRTMAX: signal(7)
    private const int MostErrors = 64 << 10;

    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_silence = TimeSpan.FromMilliseconds(500);

    private readonly int _id;
    private readonly ManualResetEventSlim _ended = new();
    private readonly PeerOutput _output;
    private readonly LinePattern? _attached;
    private readonly StringBuilder _errors = new();
    private readonly Thread _outputReader, _errorReader;
    private readonly IDisposable? _statuses;
    private bool _interrupted;
    private int _exitCode;

    private PeerProcess(Spawn.Child child, IDisposable? statuses, PeerOutput output, string attachedPattern)
    {
        (_id, _statuses, _output) = (child.Id, statuses, output);
        _attached = attachedPattern.Length > 0 ? LinePattern.Parse(attachedPattern) : null;
        _outputReader = Reader("peer-output", child.Output, bytes => output.Feed(bytes));
        var line = new StringBuilder();
        _errorReader = Reader("peer-errors", child.Errors, bytes => TakeErrors(bytes, line));
        new Thread(WaitForEnd) { IsBackground = true, Name = "peer-end" }.Start();
    }

    /// <summary>What it wrote to standard error, the last 64 KiB.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Whether it still runs, or something that it wrote is not read yet.</summary>
    public bool Runs => !_ended.IsSet;

    /// <summary>What it holds open now.</summary>
    public PeerObjects Objects => PeerObjects.Of(_id);

    /// <summary>The most memory that it, or the largest of its processes, has had resident so far (<c>VmHWM</c>), in KiB; 0 if it has ended.</summary>
    public long PeakKiB => PeerObjects.Family(_id).Max(PeerObjects.PeakKiB);

    /// <summary>How it ended, in words, or <c>null</c> if that was as it should be: by itself or by our signal, without an error.</summary>
    public string? Trouble => _exitCode switch
    {
        0 => null,
        128 + InterruptSignal when _interrupted => null,
        > 128 and <= 128 + LastSignal and var code => $"was killed by signal {code - 128}",
        var code => $"ended with exit code {code}",
    };

    /// <summary>Whether a signal that we did not send ended it.</summary>
    public bool Crashed => Trouble is not null && _exitCode is > 128 and <= 128 + LastSignal;

    /// <summary>Starts it on a script.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static PeerProcess Start(PeerSpec peer, string scriptPath, PeerOutput output)
    {
        var statuses = Spawn.KeepStatuses();
        try
        {
            return new PeerProcess(Spawn.Start(peer, peer.Arguments, scriptPath), statuses, output, peer.AttachedPattern);
        }
        catch
        {
            statuses?.Dispose();
            throw;
        }
    }

    /// <summary>Waits until it has said that it is attached and holds at least so many programs, or has ended.</summary>
    /// <returns>What it holds then; <c>null</c> if it ended before.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public PeerObjects? WaitUntilAttached(int programs, CancellationToken cancellationToken)
    {
        while (Runs)
        {
            if (_output.Attached.Wait(s_lookAgain, cancellationToken) && Objects is { } objects)
            {
                if (objects.Programs >= programs)
                    return objects;
                cancellationToken.WaitHandle.WaitOne(s_lookAgain);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return null;
    }

    /// <summary>
    /// Makes its threads equal to those of workloads. What it writes passes hooks, too, and a thread that is stopped inside a program there keeps the kernel from running that program for anybody else (see <see cref="RealTime"/>).
    /// </summary>
    public void StandBesideWorkloads()
    {
        foreach (var thread in PeerObjects.Family(_id).SelectMany(PeerObjects.Threads))
            RealTime.TryEnter(thread);
    }

    /// <summary>Waits until a pulse of the script has come that is younger than <paramref name="time"/>, so that nothing older is still on its way: tracers that are told to end may drop what they have not read.</summary>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public void WaitForPulse(ulong time, CancellationToken cancellationToken)
    {
        while (Runs && _output.Pulse <= time)
            _ended.Wait(s_lookAgain, cancellationToken);
    }

    /// <summary>Waits until it has printed nothing for half a second: all that can be done with a tracer that has no pulse.</summary>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public void WaitForSilence(CancellationToken cancellationToken)
    {
        for (var bytes = -1L; Runs && bytes != _output.Bytes;)
        {
            bytes = _output.Bytes;
            _ended.Wait(s_silence, cancellationToken);
        }
    }

    /// <summary>Asks it to end (SIGINT, as a user's Ctrl-C), and waits until it has ended and all that it wrote is read.</summary>
    /// <exception cref="OperationCanceledException">The deadline passed; it has been killed.</exception>
    public void Stop(CancellationToken cancellationToken)
    {
        _interrupted = true;
        Signal(InterruptSignal);
        _ended.Wait(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Runs)
            Signal(KillSignal);
        _ended.Wait();
        _statuses?.Dispose();
        _ended.Dispose();
    }

    private void WaitForEnd()
    {
        _exitCode = Spawn.Wait(_id);
        // Its last words may still be in the pipes, and whoever learns of its end wants to quote them.
        _outputReader.Join();
        _errorReader.Join();
        _ended.Set();
    }

    private void Signal(int signal)
    {
        foreach (var process in PeerObjects.Family(_id))
            _ = Libc.Kill(process, signal);
    }

    private void TakeErrors(ReadOnlySpan<byte> bytes, StringBuilder line)
    {
        var text = Encoding.UTF8.GetString(bytes);
        lock (_errors)
        {
            _errors.Append(text);
            if (_errors.Length > MostErrors)
                _errors.Remove(0, _errors.Length - MostErrors);
        }

        foreach (var character in _attached is null ? "" : text)
        {
            line.Append(character);
            if (character != '\n')
                continue;
            if (_attached!.Match(line.ToString()) is not null)
                _output.Attached.Set();
            line.Clear();
        }
    }

    private static Thread Reader(string name, int descriptor, Taker take)
    {
        var thread = new Thread(() =>
        {
            // Reading passes hooks, too.
            RealTime.TryEnter();
            using var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
            var buffer = new byte[16 << 10];
            for (int read; (read = stream.Read(buffer)) > 0;)
                take(buffer.AsSpan(0, read));
        })
        { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private delegate void Taker(ReadOnlySpan<byte> bytes);
}
