using Conformance.Harness.Results;
using Conformance.Reports.Model;

namespace Conformance.Reports.Html.Data;

/// <summary>All results as columns, and the tables that they refer to.</summary>
internal sealed record IndexBlock
{
    public required IReadOnlyList<string> Strings { get; init; }

    /// <summary>Kernel, its short name, engine, machine.</summary>
    public required IReadOnlyList<string[]> Targets { get; init; }

    /// <summary>Outcome words and signs, worst first.</summary>
    public required IReadOnlyList<string[]> Outcomes { get; init; }

    public required ResultColumns Results { get; init; }

    /// <summary>Result number to its counter-example.</summary>
    public required IReadOnlyDictionary<int, CounterExampleBlock> CounterExamples { get; init; }

    /// <summary>Logs, each once.</summary>
    public required IReadOnlyList<LogBlock> Logs { get; init; }
}

/// <summary>Columns as long as there are results; strings are numbers of the string table, -1 for none.</summary>
internal sealed class ResultColumns
{
    public List<string> Id { get; } = [];

    public List<int> Suite { get; } = [];

    public List<int> Case { get; } = [];

    public List<int> Invariant { get; } = [];

    public List<int> Target { get; } = [];

    public List<int> Outcome { get; } = [];

    public List<int> Reason { get; } = [];

    public List<double> Milliseconds { get; } = [];

    public List<int> Sentence { get; } = [];

    public List<int> Behind { get; } = [];

    public List<int> Judged { get; } = [];

    /// <summary>Full message of an error.</summary>
    public List<int> Detail { get; } = [];

    /// <summary>Command, with U+0001 for the case and U+0002 for the kernel.</summary>
    public List<int> Rerun { get; } = [];

    /// <summary>What an experiment did and saw, strings.</summary>
    public List<int[]> Steps { get; } = [];

    /// <summary>Numbers of trace blocks.</summary>
    public List<int[]> Traces { get; } = [];

    /// <summary>Numbers of logs.</summary>
    public List<int[]> Logs { get; } = [];
}

/// <summary>Message, expected, observed, index among the result's traces, firings.</summary>
internal sealed record CounterExampleBlock(string Message, IReadOnlyList<string> Expected, IReadOnlyList<string> Observed, int Trace, IReadOnlyList<int> Firings)
{
    public static CounterExampleBlock Of(CounterExample example) =>
        new(example.Message, example.Expected, example.Observed, example.Trace, example.Firings);
}

/// <summary>A log's title, address (if it is a file of the run) and end.</summary>
internal sealed record LogBlock(string Title, string? Link, string? Tail);
