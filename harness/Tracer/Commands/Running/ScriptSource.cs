using System.Text;
using Conformance.Engine;
using Conformance.Tracer.Commands.Arguments;

namespace Conformance.Tracer.Commands.Running;

/// <summary>A script's text, where it came from, and what the command line gives to it.</summary>
/// <param name="Name">Name for messages.</param>
/// <param name="Path">Its file, or <c>null</c> if it came from the command line or standard input.</param>
internal sealed record ScriptSource(string Name, string? Path, string Text, ScriptParameters Parameters)
{
    /// <summary>The name of a script that is no file, as bpftrace has it.</summary>
    private const string Nameless = "stdin";

    private const string StandardInput = "-";

    /// <summary>The script that the options name.</summary>
    /// <exception cref="UsageException">They name none.</exception>
    /// <exception cref="ScriptFileException">It cannot be read, or is no text.</exception>
    public static ScriptSource Read(ScriptOptions options)
    {
        var (named, positional) = Split(options.AfterDashes);
        if (options.Program is { } program)
            return new(Nameless, null, program, new([.. options.Operands, .. positional], named));

        string[] operands = [.. options.Operands, .. positional];
        if (operands is not [var path, .. var parameters])
            throw new UsageException("no script: give a FILE, '-' for standard input, or -e PROGRAM");
        return path == StandardInput
            ? new(Nameless, null, ScriptFile.ReadStandardInput(), new(parameters, named))
            : new(path, path, ScriptFile.Read(path), new(parameters, named));
    }

    /// <summary><c>--NAME=VALUE</c> and <c>--NAME</c> are named, all else is positional.</summary>
    private static (IReadOnlyDictionary<string, string> Named, List<string> Positional) Split(IReadOnlyList<string> words)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        var positional = new List<string>();
        foreach (var word in words)
        {
            if (word is not ['-', '-', not '=', ..])
            {
                positional.Add(word);
                continue;
            }

            var equals = word.IndexOf('=', StringComparison.Ordinal);
            named[equals < 0 ? word[2..] : word[2..equals]] = equals < 0 ? "true" : word[(equals + 1)..];
        }

        return (named, positional);
    }
}
