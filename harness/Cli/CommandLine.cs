using System.CommandLine;
using Conformance.Cli.Commands;

namespace Conformance.Cli;

/// <summary>The command `conformance`: its table of commands, and what bad usage gets.</summary>
public static class CommandLine
{
    /// <summary>Parses and runs; every exception that a user can cause becomes a sentence and an exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [TracerCommand.Name, .. var tracerArguments])
            return await TracerCommand.RunAsync(tracerArguments);

        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Console.Error.WriteLine($"conformance: {error.Message}");
            Console.Error.WriteLine($"conformance: see `./conformance {CommandPath(parsed)}--help`");
            return ExitCodes.Usage;
        }

        using var interrupts = new Interrupts();
        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, interrupts.Token);
        }
        catch (OperationCanceledException) when (interrupts.Token.IsCancellationRequested)
        {
            return ExitCodes.NotJudged;
        }
        catch (Exception e) when (Failures.Explain(e) is { } failure)
        {
            Console.Error.WriteLine($"conformance: {failure.Message}");
            return failure.ExitCode;
        }
    }

    private static RootCommand Root() => new("Checks what kernel tracers promise, on real kernels: boots them, runs paired scripts against syscall workloads, judges the order of firings.")
    {
        RunCommand.Create(),
        KernelsCommand.Create(),
        ReportCommand.Create(),
        FactsCommand.Create(),
        ExpectationsCommand.Create(),
        MutateCommand.Create(),
        BenchCommand.Create(),
        SoakCommand.Create(),
        CorpusCommand.Create(),
        DifferentialCommand.Create(),
        TracerCommand.Create(),
        DoctorCommand.Create(),
        TestCommand.Create(),
    };

    private static string CommandPath(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
}
