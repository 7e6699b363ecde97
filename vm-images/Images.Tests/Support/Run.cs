using System.Text;
using CliWrap;

namespace Conformance.Images.Tests;

/// <summary>Runs the tools that tests compare with.</summary>
internal static class Run
{
    /// <summary>Standard output of a tool that must succeed.</summary>
    public static async Task<string> ToolAsync(string name, IReadOnlyList<string> arguments, byte[]? input = null, string directory = "/")
    {
        StringBuilder output = new();
        StringBuilder errors = new();
        CommandResult result = await Cli.Wrap(name)
            .WithArguments(arguments)
            .WithWorkingDirectory(directory)
            .WithEnvironmentVariables(variables => variables.Set("LC_ALL", "C").Set("TZ", "UTC"))
            .WithStandardInputPipe(input is null ? PipeSource.Null : PipeSource.FromBytes(input))
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(errors))
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync();
        result.ExitCode.Should().Be(0, "{0} said: {1}", name, errors);
        return output.ToString();
    }

    /// <summary>Exit code of a tool.</summary>
    public static async Task<int> ExitCodeAsync(string name, params string[] arguments) =>
        (await Cli.Wrap(name).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteAsync()).ExitCode;
}
