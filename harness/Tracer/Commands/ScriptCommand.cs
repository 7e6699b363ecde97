using Conformance.Engine;
using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Commands.Running;

namespace Conformance.Tracer.Commands;

/// <summary>The tracer's own command line: runs a script, lists probes, or tells about itself. Whatever goes wrong becomes a sentence and an exit code.</summary>
internal static class ScriptCommand
{
    public static int Run(string[] arguments)
    {
        var options = new ScriptOptions();
        try
        {
            options = OptionParser.Parse(arguments);
            switch (options.Mode)
            {
                case TracerMode.Help:
                    Console.WriteLine(HelpText.Write());
                    return ExitCode.Done;
                case TracerMode.Version:
                    Console.WriteLine($"tracer v{typeof(ScriptCommand).Assembly.GetName().Version?.ToString(3)}");
                    return ExitCode.Done;
                case TracerMode.Info:
                    return InfoCommand.Run();
                case TracerMode.List:
                    return ListCommand.Run(options);
                default:
                    return TraceCommand.Run(options);
            }
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine($"tracer: {exception.Message}\ntracer --help tells more");
            return ExitCode.Usage;
        }
        catch (ScriptException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return ExitCode.Failed;
        }
        catch (AttachException exception) when (exception.VerifierLog is { } log)
        {
            Console.Error.WriteLine($"{exception.Message}{(options.Verbose ? $"\n\nthe verifier's log, with the lines of the script:\n{log}" : "")}");
            return ExitCode.Failed;
        }
        catch (Exception exception) when (exception is UnsupportedException or AttachException or ScriptFileException or OutputException)
        {
            Console.Error.WriteLine($"tracer: {exception.Message}");
            return ExitCode.Failed;
        }
    }
}
