using System.Diagnostics;
using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Sessions;

/// <summary>What a probe did that the tracer called itself.</summary>
/// <param name="Answer">What its program returned.</param>
/// <param name="ExitCode">What it gave to exit(); <c>null</c> if it called none.</param>
public sealed record CallResult(uint Answer, int? ExitCode, TimeSpan Duration);

/// <summary>Probes that are called, not attached: tests and benchmarks.</summary>
public sealed partial class Session
{
    /// <summary>Runs until so much time has gone by: enough for an average, short enough for a dozen benchmarks.</summary>
    private static readonly TimeSpan Measurement = TimeSpan.FromMilliseconds(200);

    private const int Batch = 1000;

    private int? _lastExit;

    /// <summary>Runs a test once and hands over what it printed.</summary>
    /// <exception cref="AttachException">The kernel refused to run it.</exception>
    public CallResult Call(CompiledProbe probe)
    {
        _reader.ListenAgain();
        _lastExit = null;
        var start = Stopwatch.GetTimestamp();
        var answer = RunOnce(probe);
        var duration = Stopwatch.GetElapsedTime(start);
        Drain();
        return new CallResult(answer, _lastExit, duration);
    }

    /// <summary>Runs a benchmark many times; the kernel counts runs and time. What it prints is not heard.</summary>
    /// <returns>Nanoseconds of one run, on average, and how many runs there were.</returns>
    /// <exception cref="UnsupportedException">The kernel does not count, or we may not ask.</exception>
    public (ulong Nanoseconds, ulong Runs) Measure(CompiledProbe probe)
    {
        var program = ProgramOf(probe);
        for (var i = 0; i < Batch; i++)
            RunOnce(probe);
        using var counting = ProgramStatistics.Count();
        var before = ProgramStatistics.Of(program.Descriptor);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Measurement;)
        {
            for (var i = 0; i < Batch; i++)
                RunOnce(probe);
            _ring?.Drain(_ => { });
        }

        var after = ProgramStatistics.Of(program.Descriptor);
        var runs = after.Runs - before.Runs;
        return (runs == 0 ? 0 : (after.RunTimeNs - before.RunTimeNs) / runs, runs);
    }

    private LoadedProgram ProgramOf(CompiledProbe probe) => _programs.First(p => p.Program.AllProbes.Contains(probe.Index));

    private uint RunOnce(CompiledProbe probe)
    {
        var error = BpfCalls.RunOnce(ProgramOf(probe).Descriptor, out var answer);
        return error >= 0 ? answer : throw AttachFailure.Of($"run {probe.Target.AttachPoint}", error);
    }
}
