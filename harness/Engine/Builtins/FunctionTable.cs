using Conformance.Engine.Builtins.Aggregations;

namespace Conformance.Engine.Builtins;

/// <summary>All functions.</summary>
public static class FunctionTable
{
    private static readonly Function[] All = 
    [
        new PrintfFunction(), new PrintFunction(), new ExitFunction(),
        new CountFunction(), new SumFunction(), new AvgFunction(), new MinFunction(), new MaxFunction(), new StatsFunction(), new HistFunction(), new LhistFunction(),
        new DeleteFunction(), new ClearFunction(), new ZeroFunction(),
    ];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(f => f.Name);

    /// <summary>The function of that name, or <c>null</c>.</summary>
    public static Function? Find(string name) => Array.Find(All, f => f.Name == name);
}
