using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands;

/// <summary>What nobody foresaw: still one sentence, with what a report of it needs. The stack is for those who mend it.</summary>
internal static class UnexpectedFailure
{
    /// <summary>Set to anything, the stack is printed too.</summary>
    private const string Variable = "TRACER_STACK";

    /// <summary>Tells it; the exit code.</summary>
    public static int Tell(Exception exception)
    {
        try
        {
            return TellOnConsole(exception);
        }
        catch (IOException)
        {
            // The runtime needs a descriptor more to open the console; standard error itself is there.
            LastWords.Write("tracer: this process may not open enough files: raise that (ulimit -n 1024)\n"u8);
            return ExitCode.Failed;
        }
    }

    private static int TellOnConsole(Exception exception)
    {
        if (exception is OutOfMemoryException)
        {
            Console.Error.WriteLine("tracer: there is not enough memory: give the machine more, or use smaller maps and fewer probes");
            return ExitCode.Failed;
        }

        Console.Error.WriteLine($"tracer: this is a mistake in the tracer, not in your script: {exception.GetType().Name}: {exception.Message} Please report it with the script, the command line, what `tracer --info` prints, and what this prints when {Variable}=1 is set.");
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
            Console.Error.WriteLine(exception);
        return ExitCode.Failed;
    }
}
