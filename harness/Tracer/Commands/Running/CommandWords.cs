using System.Text;
using Conformance.Tracer.Commands.Arguments;

namespace Conformance.Tracer.Commands.Running;

/// <summary>The command of <c>-c</c> as words: split at spaces; quotes and backslashes keep them together, as in a shell. Nothing else of a shell is done.</summary>
internal static class CommandWords
{
    /// <exception cref="UsageException">It is empty, or a quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string command)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var open = false;
        var quote = '\0';
        for (var i = 0; i < command.Length; i++)
        {
            var character = command[i];
            switch (character)
            {
                case '\\' when quote != '\'' && i + 1 < command.Length:
                    word.Append(command[++i]);
                    open = true;
                    break;
                case '"' or '\'' when quote == '\0':
                    quote = character;
                    open = true;
                    break;
                case '"' or '\'' when quote == character:
                    quote = '\0';
                    break;
                case ' ' or '\t' or '\n' when quote == '\0':
                    if (open)
                        words.Add(word.ToString());
                    word.Clear();
                    open = false;
                    break;
                default:
                    word.Append(character);
                    open = true;
                    break;
            }
        }

        if (quote != '\0')
            throw new UsageException($"-c: a {quote} is not closed in: {command}");
        if (open)
            words.Add(word.ToString());
        return words.Count > 0 ? words : throw new UsageException("-c wants a command to run: -c 'sleep 1'");
    }
}
