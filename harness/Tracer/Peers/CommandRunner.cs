using System.Diagnostics;
using System.Text;
using Conformance.Protocol;
using Conformance.Tracer.Native;
using Microsoft.Win32.SafeHandles;

namespace Conformance.Tracer.Peers;

/// <summary>Runs a tracer as a user does: one process, its command line, and then what it wrote and how it ended. The script has to end it, by <c>exit()</c> or with its <c>-c</c> command.</summary>
internal static class CommandRunner
{
    private const string ScriptPath = "/tmp/answer.bt";
    private const int KillSignal = 9; // include/uapi/asm-generic/signal.h
    private const int MostBytes = 1 << 20;

    /// <summary>Runs one job.</summary>
    /// <exception cref="IOException">The process cannot be started.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed; the process has been killed.</exception>
    public static JobResult Run(Job job, CancellationToken cancellationToken)
    {
        var peer = job.Peer!;
        File.WriteAllText(ScriptPath, job.Script);
        foreach (var (path, target) in job.Command!.Links)
            Spawn.Link(path, target);
        using var statuses = Spawn.KeepStatuses();
        var start = Stopwatch.GetTimestamp();
        var child = Spawn.Start(peer, job.Command.Arguments, ScriptPath);
        var output = Reading.Of(child.Output, "answer-output");
        var errors = Reading.Of(child.Errors, "answer-errors");
        var code = 0;
        using (cancellationToken.Register(() => Kill(child.Id)))
        {
            code = Spawn.Wait(child.Id);
            output.End();
            errors.End();
        }

        var elapsed = Stopwatch.GetElapsedTime(start);
        if (cancellationToken.IsCancellationRequested)
            throw new OperationCanceledException($"the job's deadline of {job.TimeoutMs} ms passed before {peer.Name} ended; until then it wrote: {output.Text}{errors.Text}", cancellationToken);
        return new JobResult { Id = job.Id, Status = JobStatus.Completed, Answer = new CommandAnswer(code, output.Text, errors.Text, elapsed.TotalMilliseconds) };
    }

    private static void Kill(int process)
    {
        foreach (var one in PeerObjects.Family(process))
            _ = Libc.Kill(one, KillSignal);
    }

    /// <summary>A pipe that a thread reads to its end; what is too much is read and forgotten, so that the writer never waits.</summary>
    private sealed class Reading
    {
        private readonly StringBuilder _text = new();
        private readonly Thread _thread;

        private Reading(int descriptor, string name) => _thread = new Thread(() => Read(descriptor)) { IsBackground = true, Name = name };

        public string Text => _text.ToString();

        public static Reading Of(int descriptor, string name)
        {
            var reading = new Reading(descriptor, name);
            reading._thread.Start();
            return reading;
        }

        public void End() => _thread.Join();

        private void Read(int descriptor)
        {
            using var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read, bufferSize: 0);
            var buffer = new byte[16 << 10];
            for (int read; (read = stream.Read(buffer)) > 0;)
                _text.Append(Encoding.Latin1.GetString(buffer, 0, Math.Min(read, MostBytes - _text.Length)));
        }
    }
}
