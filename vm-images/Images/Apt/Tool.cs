using System.ComponentModel;
using CliWrap;
using CliWrap.Buffered;

namespace Conformance.Images;

/// <summary>Runs one of Debian's tools and gives back what it said. The tool dies when the caller cancels.</summary>
internal static class Tool
{
    /// <summary>Exit code and output; a failing exit code is the caller's to judge.</summary>
    /// <param name="configuration">Path of the configuration apt reads first, or <c>null</c> for the machine's own.</param>
    /// <exception cref="ImageException">The tool is not installed.</exception>
    public static async Task<BufferedCommandResult> RunAsync(
        string name, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? configuration = null, string directory = "/")
    {
        try
        {
            return await Command(name, arguments, configuration)
                .WithWorkingDirectory(directory)
                .ExecuteBufferedAsync(cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Win32Exception error)
        {
            throw Missing(name, error);
        }
    }

    /// <summary>A command whose words are English, whatever the user's language: they are read by <see cref="AptFailure"/>.</summary>
    public static Command Command(string name, IReadOnlyList<string> arguments, string? configuration = null) => Cli.Wrap(name)
        .WithArguments(arguments)
        .WithEnvironmentVariables(variables =>
        {
            variables.Set("LC_ALL", "C").Set("DEBIAN_FRONTEND", "noninteractive");
            if (configuration is not null)
                variables.Set("APT_CONFIG", configuration);
        })
        .WithValidation(CommandResultValidation.None);

    /// <summary>Says what a tool that does not start means.</summary>
    public static ImageException Missing(string name, Exception? inner = null) => new(
        ImageFault.MissingTool,
        $"'{name}' cannot be started: kernels come from a Debian archive through apt and dpkg. "
        + "Run on Debian, or copy a filled cache directory from a machine that has one and point CONFORMANCE_CACHE to it.",
        inner);
}
