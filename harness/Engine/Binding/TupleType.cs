namespace Conformance.Engine.Binding;

/// <summary>The parts of a tuple, one after another, each in its <see cref="ScriptType.Room"/>; names are there if it is a record.</summary>
public sealed record TupleType(IReadOnlyList<ScriptType> Parts, IReadOnlyList<string>? Names = null)
{
    /// <summary>Bytes of the whole.</summary>
    public int Size { get; } = Sum(Parts, Parts.Count);

    /// <summary>Where a part begins.</summary>
    public int OffsetOf(int part) => Sum(Parts, part);

    /// <inheritdoc/>
    public bool Equals(TupleType? other) =>
        other is not null && Parts.SequenceEqual(other.Parts) && (Names ?? []).SequenceEqual(other.Names ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parts.Count, Size);

    /// <inheritdoc/>
    public override string ToString() => $"({string.Join(", ", Parts)})";

    private static int Sum(IReadOnlyList<ScriptType> parts, int count)
    {
        var size = 0;
        for (var i = 0; i < count; i++)
            size += parts[i].Room;
        return size;
    }
}
