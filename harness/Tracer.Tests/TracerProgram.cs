using System.Text;
using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using Conformance.Protocol;
using Conformance.Protocol.Codecs;

namespace Conformance.Tracer.Tests;

/// <summary>The tracer as a program of its own, beside the tests.</summary>
internal static class TracerProgram
{
    /// <summary>Where it is.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "tracer");

    /// <summary>Runs it to its end.</summary>
    public static async Task<BufferedCommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        await Cli.Wrap(Path).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Encoding.UTF8, cancellationToken);

    /// <summary>Runs a workload in a program of its own.</summary>
    public static async Task<WorkloadReport> RunWorkloadAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await RunAsync(cancellationToken, ["workload", .. arguments]);
        return result.IsSuccess
            ? JsonSerializer.Deserialize(result.StandardOutput, MessageJson.Default.WorkloadReport)!
            : throw new InvalidOperationException($"tracer workload {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.StandardError}");
    }
}
