using System.Globalization;
using Conformance.Engine;
using Conformance.Engine.Output;
using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;

namespace Conformance.Tracer.Commands.Running;

/// <summary>Runs the <c>test:</c> probes of a script, one after the other, and tells which passed. What a test prints is shown only if it failed.</summary>
internal static class TestRun
{
    /// <summary>Whether all passed.</summary>
    public static bool Run(Session session, CapturedOutput captured, TracerOutput output, bool json)
    {
        var tests = session.Probes.Where(p => p.Target.Mechanism is Test).ToList();
        var failed = new List<string>();
        if (!json)
            output.Write($"[==========] Running {Count(tests.Count)}.\n");
        foreach (var test in tests)
        {
            if (!json)
                output.Write($"[ RUN      ] {test.Target.Hook}\n");
            captured.Keep();
            var result = session.Call(test);
            var said = captured.Release();
            var passed = result is { Answer: 0, ExitCode: null or 0 } && captured.Complaints == 0;
            var microseconds = ((long)result.Duration.TotalMicroseconds).ToString(CultureInfo.InvariantCulture);
            if (!passed)
                failed.Add(test.Target.Hook);
            if (json)
                output.Write($"{{\"type\": \"test_result\", \"data\": {{{JsonText.Quote(test.Target.Hook)}: {{\"duration\": {microseconds}, \"passed\": {(passed ? "true" : "false")}, \"output\": {JsonText.Quote(said)}}}}}}}\n");
            else
                output.Write($"{(passed ? "" : said)}{(passed ? "[       OK ]" : "[  FAILED  ]")} {test.Target.Hook} ({microseconds} μs)\n");
        }

        if (!json)
            Sum(tests.Count, failed, output);
        return failed.Count == 0;
    }

    private static void Sum(int tests, List<string> failed, TracerOutput output)
    {
        output.Write($"[==========] {Count(tests)} ran.\n[  PASSED  ] {Count(tests - failed.Count)}.\n");
        if (failed.Count == 0)
            return;
        output.Write($"[  FAILED  ] {Count(failed.Count)}, listed below:\n");
        foreach (var name in failed)
            output.Write($"[  FAILED  ] {name}\n");
    }

    private static string Count(int tests) => tests == 1 ? "1 test" : string.Create(CultureInfo.InvariantCulture, $"{tests} tests");
}
