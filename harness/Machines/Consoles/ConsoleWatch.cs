namespace Conformance.Machines.Consoles;

/// <summary>Reads a console as it speaks: writes all of it to a log, keeps the last lines, and notices trouble at once.</summary>
/// <param name="log">Takes every byte as it came; the caller closes it after <see cref="PumpAsync"/>.</param>
public sealed class ConsoleWatch(Stream log)
{
    private const int KeptLines = 200;
    private const int LongestLine = 4096;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _line = [];
    private ConsoleSign? _fatal;
    private ConsoleSign? _suspicion;
    private int _count;
    private bool _logFailed;

    /// <summary>Completes when the first fatal sign was seen; never otherwise.</summary>
    public Task Broken => _broken.Task;

    /// <summary>
    /// The first fatal sign, which names the cause better than those it brings about; else the last suspicion. An agent that ended when memory had run out is
    /// only what came of that.
    /// </summary>
    public ConsoleSign? Sign
    {
        get
        {
            lock (_lock)
                return _fatal?.Fault == MachineFault.AgentLost && _suspicion?.Fault == MachineFault.OutOfMemory ? _suspicion : _fatal ?? _suspicion;
        }
    }

    /// <summary>How many lines it has said.</summary>
    public int Lines
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>Reads until the console closes.</summary>
    public async Task PumpAsync(Stream console, CancellationToken cancellationToken)
    {
        var buffer = new byte[8192];
        try
        {
            int count;
            while ((count = await console.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                await LogAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                Take(buffer.AsSpan(0, count));
            }
        }
        catch (IOException)
        {
            // The other end went away in the middle: the same as its end.
        }

        Take("\n"u8);
    }

    /// <summary>The last lines.</summary>
    /// <param name="count">How many at most.</param>
    public string Tail(int count = 30)
    {
        lock (_lock)
            return string.Join('\n', _lines.TakeLast(count));
    }

    /// <summary>Takes the next piece of the console's text, cut anywhere.</summary>
    public void Take(ReadOnlySpan<byte> piece)
    {
        foreach (var character in piece)
        {
            if (character == '\n' || _line.Count == LongestLine)
                EndLine();
            if (character != '\n')
                _line.Add(character);
        }
    }

    private void EndLine()
    {
        var line = ConsoleText.Clean(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line)).TrimEnd();
        _line.Clear();
        if (line.Length == 0)
            return;
        var sign = ConsoleSigns.Recognise(line);
        lock (_lock)
        {
            _lines.Enqueue(line);
            _count++;
            if (_lines.Count > KeptLines)
                _lines.Dequeue();
            if (sign?.Weight == SignWeight.Suspicion)
                _suspicion = sign;
            else if (sign is not null)
                _fatal ??= sign;
        }

        if (sign?.Weight == SignWeight.Fatal)
            _broken.TrySetResult();
    }

    // A log that cannot be written (disk full) must not take the machine with it: the tail in memory still tells what happened.
    private async Task LogAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (_logFailed)
            return;
        try
        {
            await log.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            await log.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            _logFailed = true;
            Take(System.Text.Encoding.UTF8.GetBytes($"\n(the rest is not in the log: {error.Message})\n"));
        }
    }
}
