using System.Runtime.InteropServices;
using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Protocol.Codecs;
using Conformance.Protocol.Framing;

namespace Conformance.Protocol.Conversation;

/// <summary>
/// Sends one job's firings and output in batches. The thread that drains the ring buffer must not wait for a slow serial line, so full batches
/// go through a thread of their own; a job too small to fill one (most are) needs no thread, and its line stays silent until the job's end,
/// which keeps the sending out of what is measured.
/// </summary>
internal sealed class BatchSender(FrameWriter writer, uint request) : ISessionSink
{
    /// <summary>Firings or pieces of output in a full batch.</summary>
    private const int BatchSize = 2048;

    /// <summary>Batches that may wait. Beyond, the drain waits too, the ring buffer overflows and the kernel side counts what is lost.</summary>
    private const int MostWaiting = 256;

    private readonly object _lock = new();
    private readonly Queue<object> _waiting = new();
    private List<Firing> _firings = [];
    private List<OutputText> _output = [];
    private Thread? _thread;
    private Exception? _failure;
    private bool _closed;

    /// <summary>Firings so far.</summary>
    public int Firings { get; private set; }

    /// <summary>Pieces of output so far.</summary>
    public int Output { get; private set; }

    /// <inheritdoc/>
    public void OnFiring(in Firing firing)
    {
        Firings++;
        _firings.Add(firing);
        if (_firings.Count == BatchSize)
        {
            HandOver(_firings);
            _firings = new List<Firing>(BatchSize);
        }
    }

    /// <inheritdoc/>
    public void OnOutput(in OutputText output)
    {
        Output++;
        _output.Add(output);
        if (_output.Count == BatchSize)
        {
            HandOver(_output);
            _output = new List<OutputText>(BatchSize);
        }
    }

    /// <summary>Sends what is left and waits until all is written. To be called once, after the last firing.</summary>
    /// <exception cref="IOException">The other side is gone.</exception>
    public void Finish()
    {
        if (_thread != null)
        {
            lock (_lock)
            {
                _closed = true;
                Monitor.PulseAll(_lock);
            }

            _thread.Join();
            if (_failure != null)
            {
                throw new IOException("a batch of firings could not be sent", _failure);
            }
        }

        Send(_firings);
        Send(_output);
    }

    private void HandOver(object batch)
    {
        lock (_lock)
        {
            if (_thread == null)
            {
                _thread = new Thread(SendWaiting, maxStackSize: 256 << 10) { Name = "batches", IsBackground = true };
                _thread.Start();
            }

            while (_waiting.Count == MostWaiting)
            {
                Monitor.Wait(_lock);
            }

            _waiting.Enqueue(batch);
            Monitor.PulseAll(_lock);
        }
    }

    private void SendWaiting()
    {
        while (true)
        {
            object? batch;
            lock (_lock)
            {
                while (!_waiting.TryDequeue(out batch))
                {
                    if (_closed)
                    {
                        return;
                    }

                    Monitor.Wait(_lock);
                }

                Monitor.PulseAll(_lock);
            }

            try
            {
                if (_failure == null)
                {
                    Send(batch);
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                // Nobody is listening any more: the rest is dropped, and Finish says so.
                _failure = exception;
            }
        }
    }

    private void Send(object batch)
    {
        switch (batch)
        {
            case List<Firing> { Count: > 0 } firings:
                writer.Write(FrameType.Firings, request, FiringCodec.Encode(CollectionsMarshal.AsSpan(firings)).Span);
                break;
            case List<OutputText> { Count: > 0 } output:
                writer.Write(FrameType.Output, request, OutputCodec.Encode(CollectionsMarshal.AsSpan(output)).Span);
                break;
        }
    }
}
