using Conformance.Engine.Syntax;
using Conformance.Tracer.Commands.Arguments;

namespace Conformance.Tracer.Commands.Stages;

/// <summary>The stages that <c>-d</c> prints: a new one is a file beside this one and a line here.</summary>
internal static class StageTable
{
    private const string Every = "all";

    /// <summary>In the order in which they come about.</summary>
    private static readonly StagePrinter[] s_all = [new TreeStage(), new BoundStage(), new InstructionStage(), new MapStage(), new AttachStage()];

    /// <summary>What the command line takes.</summary>
    public static string Names => $"{string.Join(", ", s_all.Select(s => s.Name))}; {Every}; several with commas";

    /// <summary>The stages of these names, in the order in which they come about.</summary>
    public static IReadOnlyList<StagePrinter> Select(IReadOnlyList<string> names) => [.. s_all.Where(s => names.Contains(s.Name))];

    /// <summary>The names that a value of <c>-d</c> holds.</summary>
    /// <exception cref="UsageException">One of them is unknown.</exception>
    public static IReadOnlyList<string> Parse(string value) => [.. value.Split(',').SelectMany(NamesOf)];

    private static IEnumerable<string> NamesOf(string word)
    {
        if (word == Every)
            return s_all.Select(s => s.Name);
        if (Array.Find(s_all, s => s.Name == word || s.Aliases.Contains(word)) is { } stage)
            return [stage.Name];
        var near = NearNames.Hint(word, s_all.SelectMany(s => s.Aliases.Prepend(s.Name)).Append(Every));
        throw new UsageException($"-d: there is no stage '{word}'{(near is null ? "" : $" ({near})")}; there are {Names}");
    }
}
