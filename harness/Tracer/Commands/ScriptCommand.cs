using System.Runtime.InteropServices;
using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Tracer.Agents;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer -e PROGRAM</c>, <c>tracer FILE</c>: runs a script on this machine until it ends itself or is interrupted.</summary>
internal static class ScriptCommand
{
    /// <summary>The file name of a script given on the command line, in messages.</summary>
    private const string StandardName = "stdin";

    public static int Run(string[] arguments, ScriptCompilation compile)
    {
        switch (arguments)
        {
            case ["-h" or "--help", ..]:
                Console.WriteLine(ScriptOptions.Usage);
                return ExitCode.Done;
            case ["-V" or "--version", ..]:
                Console.WriteLine($"tracer v{typeof(ScriptCommand).Assembly.GetName().Version?.ToString(3)}");
                return ExitCode.Done;
        }

        try
        {
            Trace(ScriptOptions.Parse(arguments), compile);
            return ExitCode.Done;
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
        catch (AttachException exception)
        {
            Console.Error.WriteLine($"tracer: {exception.Message}{(exception.VerifierLog is { } log ? $"\n{log}" : "")}");
            return ExitCode.Failed;
        }
        catch (Exception exception) when (exception is UnsupportedException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"tracer: {exception.Message}");
            return ExitCode.Failed;
        }
    }

    private static void Trace(ScriptOptions options, ScriptCompilation compile)
    {
        var text = options.Program ?? File.ReadAllText(options.File!);
        var context = new EngineContext();
        var engineOptions = new EngineOptions { AttachOrder = options.AttachOrder };
        var script = compile(options.File ?? StandardName, text, context.Types, engineOptions);

        using var stop = new CancellationTokenSource();
        using var interrupted = StopOn(PosixSignal.SIGINT, stop);
        using var terminated = StopOn(PosixSignal.SIGTERM, stop);
        using var output = options.OutputFile is { } path ? new StreamWriter(path) : new StreamWriter(Console.OpenStandardOutput());
        if (!options.Quiet)
        {
            output.WriteLine($"Attaching {script.Probes.Count} {(script.Probes.Count == 1 ? "probe" : "probes")}...");
        }

        try
        {
            using var session = Session.Start(script, context, engineOptions, new TextSink(output), stop.Token);
            output.Flush();

            // A script of begin and end probes only has nothing to wait for.
            if (script.Probes.Any(p => p.Target.Mechanism.HasHook))
            {
                session.DrainUntil(stop.Token);
            }

            session.Finish();
            if (session.Lost > 0)
            {
                Console.Error.WriteLine($"tracer: {session.Lost} events were lost, the ring buffer was full");
            }
        }
        catch (OperationCanceledException)
        {
            // Interrupted while attaching: all is closed again, and there is nothing to print.
        }
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource stop) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        stop.Cancel();
    });

    /// <summary>Writes what the script prints, at once.</summary>
    private sealed class TextSink(StreamWriter writer) : ISessionSink
    {
        public void OnFiring(in Firing firing)
        {
        }

        public void OnOutput(in OutputText output)
        {
            writer.Write(output.Text);
            writer.Flush();
        }
    }
}
