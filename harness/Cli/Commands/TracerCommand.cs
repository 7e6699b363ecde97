using System.CommandLine;
using System.Diagnostics;

namespace Conformance.Cli.Commands;

/// <summary><c>tracer …</c>: the engine on this machine. All that follows goes to the static binary unchanged, signals included.</summary>
public static class TracerCommand
{
    /// <summary>The command's name, which the launcher and <see cref="CommandLine"/> look for before options are parsed.</summary>
    public const string Name = "tracer";

    /// <summary>The command as help shows it; it never runs through the parser, since the tracer has options of its own.</summary>
    public static Command Create()
    {
        var command = new Command(Name, "The tracer engine on this machine, with bpftrace's own command line (-e PROGRAM, FILE, -q, -o FILE, …).")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(_ => ExitCodes.Usage);
        return command;
    }

    /// <summary>Runs the static binary with these arguments; its exit code is ours.</summary>
    /// <exception cref="UsageException">The binary has not been built.</exception>
    public static async Task<int> RunAsync(IEnumerable<string> arguments)
    {
        using var ignored = new Interrupts(quiet: true);
        using var process = Process.Start(new ProcessStartInfo(TracerBinary.Path(), arguments))
            ?? throw new UsageException("the tracer did not start");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
