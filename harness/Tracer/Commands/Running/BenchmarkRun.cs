using System.Globalization;
using Conformance.Engine.Output;
using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;

namespace Conformance.Tracer.Commands.Running;

/// <summary>Measures the <c>bench:</c> probes of a script: the time that one run takes in the kernel, on average.</summary>
internal static class BenchmarkRun
{
    private const int NameWidth = 41;
    private const int TimeWidth = 17;
    private const int TableWidth = 66;

    public static void Run(Session session, TracerOutput output, bool json)
    {
        if (!json)
            output.Write($"{"Benchmark".PadRight(NameWidth)}{"Time(ns)".PadRight(TimeWidth)}Iterations\n{new string('-', TableWidth)}\n");
        foreach (var bench in session.Probes.Where(p => p.Target.Mechanism is Bench))
        {
            var (nanoseconds, runs) = session.Measure(bench);
            var (time, count) = (nanoseconds.ToString(CultureInfo.InvariantCulture), runs.ToString(CultureInfo.InvariantCulture));
            output.Write(json
                ? $"{{\"type\": \"benchmark_result\", \"data\": {{{JsonText.Quote(bench.Target.Hook)}: {{\"average\": {time}, \"iters\": {count}}}}}}}\n"
                : $"{bench.Target.Hook.PadRight(NameWidth)}{time.PadRight(TimeWidth)}{count}\n");
            output.EndOfBatch();
        }
    }
}
