using System.Runtime.CompilerServices;
using CliWrap;
using CliWrap.Buffered;

namespace Conformance.Cli.Tests.Launcher;

/// <summary>
/// A checkout with the real launcher and next to nothing else, and a stand-in for the SDK that notes how it was called, builds in no time,
/// and as the "program" prints what it was given.
/// </summary>
internal sealed class Checkout : IDisposable
{
    private const string Sdk =
        """
        #!/bin/bash
        echo "$1 $(basename "${2-}")" >>"$CALLS"
        case $1 in
            --version) echo 10.0.100 ;;
            build)
                [[ -e fail ]] && { echo 'Program.cs(1,1): error CS1002: ; expected'; exit 1; }
                [[ -e slow ]] && read -rt 1 < <(sleep 1)
                mkdir -p harness/Cli/bin/Release/net10.0 && echo "program of $(cat harness/Cli/Program.cs)" >harness/Cli/bin/Release/net10.0/conformance.dll ;;
            publish)
                while [[ $1 != -o ]]; do shift; done
                mkdir -p "$2" && printf '#!/bin/sh\n' >"$2/tracer" && chmod +x "$2/tracer" ;;
            exec)
                cat "$2"; shift 2
                printf 'argument %s\n' "$@"
                echo "tracer ${CONFORMANCE_TRACER-none}"
                [[ ${PROGRAM_WAITS-} ]] && { echo waiting >>"$CALLS"; exec sleep 1000; }
                exit "${PROGRAM_EXIT-0}" ;;
        esac
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("launcher-").FullName;

    public Checkout(params string[] hidden)
    {
        // A space, because people have them.
        Root = Path.Combine(directory, "the checkout");
        Write("harness/Cli/Program.cs", "one");
        Write("harness/Tracer/Program.cs", "one");
        File.Copy(Path.Combine(RepositoryRoot(), "conformance"), Path.Combine(Root, "conformance"));
        Directory.CreateDirectory(Tools);
        foreach (string tool in Directory.EnumerateFiles("/usr/bin").Where(tool => !hidden.Any(name => Path.GetFileName(tool).StartsWith(name, StringComparison.Ordinal))))
            File.CreateSymbolicLink(Path.Combine(Tools, Path.GetFileName(tool)), tool);
        File.Delete(Path.Combine(Tools, "dotnet"));
        File.WriteAllText(Path.Combine(Tools, "dotnet"), Sdk);
        File.SetUnixFileMode(Path.Combine(Tools, "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public string Root { get; }

    public IReadOnlyList<string> Calls => File.Exists(CallsPath) ? File.ReadAllLines(CallsPath) : [];

    private string Tools => Path.Combine(directory, "tools");

    private string CallsPath => Path.Combine(directory, "calls");

    public void Write(string name, string content)
    {
        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    /// <summary>Directories of all programs that were built and are kept.</summary>
    public string[] Programs => Directory.GetDirectories(Path.Combine(Root, ".build/programs"));

    /// <summary>Makes them all older.</summary>
    public void Age(TimeSpan age)
    {
        foreach (string program in Programs)
            Directory.SetLastWriteTimeUtc(program, DateTime.UtcNow - age);
    }

    public void ForgetCalls() => File.Delete(CallsPath);

    /// <summary>Starts the launcher.</summary>
    public Task<BufferedCommandResult> StartAsync(params string[] arguments) => StartAsync(arguments, new Dictionary<string, string?>());

    /// <summary>Starts the launcher with more in its environment, or by another name.</summary>
    public async Task<BufferedCommandResult> StartAsync(string[] arguments, IReadOnlyDictionary<string, string?> environment, string? launcher = null, CancellationToken stop = default) =>
        await CliWrap.Cli.Wrap(launcher ?? Path.Combine(Root, "conformance"))
            .WithArguments(arguments)
            .WithWorkingDirectory("/")
            .WithEnvironmentVariables(variables => variables
                .Set("PATH", Tools).Set("CALLS", CallsPath).Set("CONFORMANCE_TRACER", null).Set("CONFORMANCE_INSTALL", "no").Set(environment))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(stop);

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string RepositoryRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
