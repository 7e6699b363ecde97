namespace Conformance.Engine.Output;

/// <summary>All renderers: a new format is a file beside this one and a line here.</summary>
public static class OutputRenderers
{
    /// <summary>As bpftrace prints on a terminal, byte by byte.</summary>
    public static IOutputRenderer Text { get; } = new TextRenderer(blankLinesBeforeMaps: true);

    /// <summary>The same without the two empty lines that bpftrace prints before the maps at the end: what a script says, and nothing else.</summary>
    public static IOutputRenderer Plain { get; } = new TextRenderer(blankLinesBeforeMaps: false);

    /// <summary>bpftrace's <c>-f json</c>: one object a line.</summary>
    public static IOutputRenderer Json { get; } = new JsonRenderer();

    /// <summary>What the command line calls them (<c>-f</c>).</summary>
    public static IReadOnlyList<string> Names { get; } = ["text", "json"];

    /// <summary>The renderer of that name, or <c>null</c>.</summary>
    public static IOutputRenderer? Find(string name) => name switch { "text" => Text, "json" => Json, _ => null };
}
