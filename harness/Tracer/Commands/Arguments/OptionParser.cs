using Conformance.Engine.Syntax;

namespace Conformance.Tracer.Commands.Arguments;

/// <summary>
/// Arguments to options, as getopt_long reads them: short options may be joined (<c>-lv</c>, <c>-eSCRIPT</c>), long ones may carry their value behind
/// an equals sign, options may stand behind operands, and <c>--</c> ends them. A negative number is an operand: no option looks like one.
/// </summary>
internal static class OptionParser
{
    private const string End = "--";

    /// <summary>Reads the arguments; help and version win over whatever else is wrong.</summary>
    /// <exception cref="UsageException">They make no sense; the message says which and why.</exception>
    public static ScriptOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ScriptOptions();
        for (var rest = new Queue<string>(arguments); rest.TryDequeue(out var argument);)
        {
            if (argument == End)
            {
                options = options with { AfterDashes = [.. rest] };
                break;
            }

            options = argument switch
            {
                ['-', '-', ..] => Long(options, argument, rest),
                ['-', not (>= '0' and <= '9'), ..] => Short(options, argument, rest),
                _ => options with { Operands = [.. options.Operands, argument] },
            };
            if (options.Mode is TracerMode.Help or TracerMode.Version)
                return options;
        }

        return options;
    }

    private static ScriptOptions Long(ScriptOptions options, string argument, Queue<string> rest)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument : argument[..equals];
        var option = Find(name, argument);
        if (equals < 0)
            return option.Apply(options, option.Value is null ? "" : Value(option, name, rest));
        if (option.Value is null)
            throw new UsageException($"option '{name}' takes no value, but here is '{argument[(equals + 1)..]}'");
        return option.Apply(options, argument[(equals + 1)..]);
    }

    private static ScriptOptions Short(ScriptOptions options, string argument, Queue<string> rest)
    {
        for (var i = 1; i < argument.Length; i++)
        {
            var name = $"-{argument[i]}";
            var option = Find(name, argument);
            if (option.Value is null)
            {
                options = option.Apply(options, "");
                continue;
            }

            // What follows in the same word is the value, otherwise the next word.
            return option.Apply(options, i + 1 < argument.Length ? argument[(i + 1)..] : Value(option, name, rest));
        }

        return options;
    }

    private static Option Find(string name, string argument)
    {
        if (OptionTable.Find(name) is { } option)
            return option;
        if (OptionTable.Refused.FirstOrDefault(r => r.Name == name) is { } refused)
            throw new UsageException($"option '{name}' is not supported: {refused.Reason}");
        // One dash and a word: rather a long option that lacks a dash than a row of letters.
        var near = NearNames.Hint(name == argument || name.Length > 2 ? name : $"-{argument}", OptionTable.Names.Where(n => n.Length > 2));
        throw new UsageException($"unknown option '{name}'{(name.Length == 2 && argument.Length > 2 ? $" in '{argument}'" : "")}{(near is null ? "" : $": {near}")}");
    }

    private static string Value(Option option, string name, Queue<string> rest) => rest.TryDequeue(out var value)
        ? value
        : throw new UsageException($"option '{name}' wants a value: {name} {option.Value}");
}
