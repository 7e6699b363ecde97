using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Conformance.Tracer.Tests;

/// <summary>The tracer as a program of its own, beside the tests.</summary>
internal static class TracerProgram
{
    /// <summary>Where it is.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "tracer");

    /// <summary>Runs it to its end.</summary>
    public static async Task<BufferedCommandResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        await Cli.Wrap(Path).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(Encoding.UTF8, cancellationToken);
}
