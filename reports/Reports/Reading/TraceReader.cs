using System.Text.Json;
using Conformance.Harness.Results;

namespace Conformance.Reports.Reading;

/// <summary>Reads one trace when a format asks for it: a run may hold gigabytes of them.</summary>
public static class TraceReader
{
    /// <summary>The trace, or <c>null</c> with the reason why there is none.</summary>
    public static (TraceFile? Trace, string? Problem) Read(RunDirectory run, string path)
    {
        using var file = run.TryOpen(path);
        if (file is null) return (null, $"{path} is missing.");
        try
        {
            var trace = JsonSerializer.Deserialize<TraceFile>(file, RunJson.Options);
            return trace is { Job.Script: not null, Result: { Probes: not null, Firings: not null } } ? (trace, null) : (null, $"{path} holds no trace.");
        }
        catch (Exception e) when (e is JsonException or IOException or NotSupportedException)
        {
            return (null, $"{path} could not be read; it may be half written.");
        }
    }
}
