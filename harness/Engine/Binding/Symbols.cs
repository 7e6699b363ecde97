namespace Conformance.Engine.Binding;

/// <summary>A variable of one probe; the first assignment gives it its type.</summary>
public sealed class Variable(string name, ScriptType type)
{
    /// <summary>With its dollar sign.</summary>
    public string Name { get; } = name;

    /// <summary>Integers are kept in 64 bits; a text's room grows to the largest that is assigned.</summary>
    public ScriptType Type { get; set; } = type;
}

/// <summary>A map of the script; all its uses together give its types, in whatever order they are written.</summary>
public sealed class MapSymbol(string name, int index)
{
    /// <summary>With its at sign.</summary>
    public string Name { get; } = name;

    /// <summary>Number among the script's own maps, in the order of first use.</summary>
    public int Index { get; } = index;

    /// <summary>Types of its keys, none for a scalar; <c>null</c> until the first use.</summary>
    public ScriptType[]? Keys { get; set; }

    /// <summary>Type of its values; <see cref="ScriptType.None"/> until the first assignment.</summary>
    public ScriptType Value { get; set; }

    /// <summary>Whether something already relied on <see cref="Value"/>: a later change means binding again.</summary>
    public bool Observed { get; set; }

    /// <summary>Whether it is used without a key.</summary>
    public bool Scalar => Keys is null or { Length: 0 };

    /// <summary>Bytes of its key; a scalar has a key of eight zero bytes.</summary>
    public int KeySize
    {
        get
        {
            var size = 0;
            foreach (var key in Keys ?? [])
                size += key.Room;
            return Math.Max(8, size);
        }
    }

    /// <summary>Bytes of its value.</summary>
    public int ValueSize => Math.Max(8, Value.Room);
}
