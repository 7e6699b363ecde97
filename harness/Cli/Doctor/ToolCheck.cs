using System.ComponentModel;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace Conformance.Cli.Doctor;

/// <summary>Looks for a program by asking it for its version.</summary>
/// <param name="name">What people call it.</param>
/// <param name="command">Its file's name.</param>
/// <param name="remedy">How to get it.</param>
/// <param name="argument">What makes it print its version.</param>
/// <param name="required">Whether a run is impossible without it.</param>
public sealed partial class ToolCheck(string name, string command, string remedy, string argument = "--version", bool required = true) : ICheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            BufferedCommandResult result = await CliWrap.Cli.Wrap(command)
                .WithArguments(argument)
                .WithEnvironmentVariables(variables => variables.Set("LC_ALL", "C"))
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(deadline.Token)
                .ConfigureAwait(false);
            return result.ExitCode == 0
                ? Of(true, Version().Match(result.StandardOutput) is { Success: true } match ? match.Value : FirstLine(result.StandardOutput))
                : Of(false, $"'{command} {argument}' ended with {result.ExitCode}: {FirstLine(result.StandardError + result.StandardOutput)}");
        }
        catch (Win32Exception)
        {
            return Of(false, $"no '{command}' in PATH");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Of(false, $"'{command} {argument}' did not end within {Deadline.TotalSeconds:F0} s");
        }
    }

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "(it said nothing)";

    private Finding Of(bool found, string detail) => new(name, found, detail, found ? null : remedy) { Required = required };

    [GeneratedRegex(@"\d+(\.\d+)+", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
