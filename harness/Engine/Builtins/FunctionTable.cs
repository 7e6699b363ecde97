namespace Conformance.Engine.Builtins;

/// <summary>All functions.</summary>
public static class FunctionTable
{
    private static readonly Function[] All = [new PrintfFunction(), new PrintFunction(), new ExitFunction(), new CountFunction(), new DeleteFunction(), new ClearFunction()];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(f => f.Name);

    /// <summary>The function of that name, or <c>null</c>.</summary>
    public static Function? Find(string name) => Array.Find(All, f => f.Name == name);
}
