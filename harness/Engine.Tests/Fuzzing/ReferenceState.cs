using System.Text;

namespace Conformance.Engine.Tests.Fuzzing;

/// <summary>What a generated script has in its hands while the reference runs it.</summary>
internal sealed class ReferenceState
{
    public Dictionary<string, long> Integers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SortedDictionary<string, long>> Maps { get; } = new(StringComparer.Ordinal);

    public StringBuilder Output { get; } = new();

    public SortedDictionary<string, long> Map(string name)
    {
        if (!Maps.TryGetValue(name, out var map))
            Maps.Add(name, map = new(StringComparer.Ordinal));
        return map;
    }

    public long Entry(string name, string key) => Map(name).GetValueOrDefault(key);
}

/// <summary>What follows a statement.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
    Return,
}
