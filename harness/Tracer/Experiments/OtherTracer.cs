using System.Text;
using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;
using Microsoft.Win32.SafeHandles;

namespace Conformance.Tracer.Experiments;

/// <summary>Another process of this program that traces: a few probes on one hook, each of which prints its label when a thread named as workloads are runs through.</summary>
internal sealed unsafe class OtherTracer : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Interrupt = 2; // SIGINT

    private readonly Child _child;
    private readonly Thread _reader;
    private readonly List<string> _lines = [];
    private readonly AutoResetEvent _news = new(false);
    private bool _ended;

    private OtherTracer(Child child, SafeFileHandle output)
    {
        _child = child;
        _reader = new Thread(() => Read(output)) { IsBackground = true };
        _reader.Start();
    }

    /// <summary>What it has printed so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>Starts it, and returns when its probes have been seen to fire.</summary>
    /// <exception cref="WorkloadException">It ended before that.</exception>
    /// <exception cref="OperationCanceledException">It did not get there in time.</exception>
    public static OtherTracer Start(Scene scene, int probes, CancellationToken cancellationToken)
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, CloseOnExec) < 0)
            throw new WorkloadException($"cannot make a pipe: {Libc.LastError()}");
        var (reading, writing) = (ends[0], ends[1]);
        var script = string.Concat(Enumerable.Range(0, probes).Select(number => $$"""{{scene.Target.AttachPoint}} /comm == "{{Gang.ThreadName}}"/ { @seen[tid]++; printf("{{Bench.Labels([number])}}\n"); } """));
        var child = Child.Start(writing, ["-q", "-e", script]);
        _ = Libc.Close(writing);
        var tracer = new OtherTracer(child, new SafeFileHandle(reading, ownsHandle: true));
        while (tracer.Lines.Count == 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Volatile.Read(ref tracer._ended))
                throw new WorkloadException($"the other tracer ended before its probes on {scene.Target.AttachPoint} fired");
            scene.Call();
            // Woken by what it prints; otherwise it may still be attaching, and is called again.
            tracer._news.WaitOne(20);
        }

        return tracer;
    }

    /// <summary>Tells it to end, and returns when it has printed everything and is gone.</summary>
    public void Stop()
    {
        _child.Signal(Interrupt);
        _reader.Join();
        _child.Wait();
    }

    /// <summary>Kills it, and returns when it is gone.</summary>
    public void Kill()
    {
        _child.Kill();
        _reader.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Volatile.Read(ref _ended))
            Kill();
        _news.Dispose();
    }

    private void Read(SafeFileHandle output)
    {
        using var reader = new StreamReader(new FileStream(output, FileAccess.Read, bufferSize: 0), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            lock (_lines)
                _lines.Add(line);
            _news.Set();
        }

        Volatile.Write(ref _ended, true);
        _news.Set();
    }
}
