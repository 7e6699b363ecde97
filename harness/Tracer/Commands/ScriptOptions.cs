using Conformance.Engine;

namespace Conformance.Tracer.Commands;

/// <summary>What the command line says about running a script.</summary>
internal sealed record ScriptOptions
{
    /// <summary>The script given with <c>-e</c>, or <c>null</c>.</summary>
    public string? Program { get; init; }

    /// <summary>The script's file, or <c>null</c>.</summary>
    public string? File { get; init; }

    /// <summary>Where output goes instead of standard output, or <c>null</c>.</summary>
    public string? OutputFile { get; init; }

    /// <summary>Print nothing but what the script prints.</summary>
    public bool Quiet { get; init; }

    /// <summary>See <see cref="Engine.AttachOrder"/>.</summary>
    public AttachOrder AttachOrder { get; init; }

    /// <summary>The usage text, for <c>-h</c>.</summary>
    public const string Usage = """
        usage: tracer [options] FILE
               tracer [options] -e PROGRAM

          -e PROGRAM            run this script
          -o FILE               write output to FILE
          -q, --quiet           print nothing but what the script prints
          --attach-order ORDER  script: probes on one hook fire as the script writes them (default)
                                written: attach as the script writes them and show what the kernel makes of it
          -V, --version         print the version
          -h, --help            print this text

        other commands: tracer agent, tracer workload, tracer init (each with --help)
        """;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="UsageException">They make no sense; the message says which and why.</exception>
    public static ScriptOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ScriptOptions();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var argument))
        {
            options = argument switch
            {
                "-e" => options with { Program = Value(argument, rest) },
                "-o" => options with { OutputFile = Value(argument, rest) },
                "-q" or "--quiet" => options with { Quiet = true },
                "--attach-order" => options with { AttachOrder = ParseOrder(Value(argument, rest)) },
                _ when argument.StartsWith("--attach-order=", StringComparison.Ordinal) => options with { AttachOrder = ParseOrder(argument["--attach-order=".Length..]) },
                ['-', _, ..] => throw new UsageException($"unknown option '{argument}'"),
                _ when options.File != null => throw new UsageException($"'{argument}': there is a script file already ('{options.File}'), and scripts take no parameters yet"),
                _ => options with { File = argument },
            };
        }

        return (options.Program, options.File) switch
        {
            (null, null) => throw new UsageException("no script: give a FILE or -e PROGRAM"),
            (not null, not null) => throw new UsageException($"both -e and a file ('{options.File}') were given; one script at a time"),
            _ => options,
        };
    }

    private static string Value(string option, Queue<string> rest) =>
        rest.TryDequeue(out var value) ? value : throw new UsageException($"option '{option}' wants a value");

    private static AttachOrder ParseOrder(string value) => value switch
    {
        "script" => AttachOrder.Script,
        "written" => AttachOrder.Written,
        _ => throw new UsageException($"--attach-order is 'script' or 'written', not '{value}'"),
    };
}

/// <summary>The command line is wrong; the message says how.</summary>
internal sealed class UsageException(string message) : Exception(message);
