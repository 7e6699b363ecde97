using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>A variable of one probe. Its type is what all its assignments together need; the first gives the kind.</summary>
/// <param name="declared">Where it is first assigned.</param>
public sealed class Variable(string name, ScriptType type, TextSpan declared)
{
    /// <summary>With its dollar sign; empty for one that the compiler made.</summary>
    public string Name { get; } = name;

    /// <summary>Where it is first assigned.</summary>
    public TextSpan Declared { get; } = declared;

    /// <summary>Numbers are kept in 64 bits; everything else grows to the largest that is assigned.</summary>
    public ScriptType Type { get; set; } = type;

    /// <summary>Whether something already relied on <see cref="Type"/>: a later change means binding again.</summary>
    public bool Observed { get; set; }

    /// <summary>Bytes that its values need as the script writes them; 0 where nobody said.</summary>
    public int Breadth { get; set; }

    /// <summary>Whether something already relied on <see cref="Breadth"/>.</summary>
    public bool Measured { get; set; }

    /// <summary>Whether the script takes its address: then it lies in the frame.</summary>
    public bool HasAddress { get; set; }

    /// <summary>Whether it is assigned after its first value.</summary>
    public bool Reassigned { get; set; }
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

    /// <summary>Whether something already relied on the types of its keys.</summary>
    public bool KeysObserved { get; set; }

    /// <summary>How the script declares it, or <c>null</c>.</summary>
    public MapDeclaration? Declaration { get; init; }

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
