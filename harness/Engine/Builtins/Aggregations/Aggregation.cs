using Conformance.Engine.Binding;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary>
/// What an aggregating function keeps in a map: some 64-bit cells for each CPU, zero at first, which programs change without looking at other CPUs' cells. User space folds the cells of all
/// CPUs into one set and makes the value of it.
/// </summary>
/// <param name="Name">How messages name it (<c>a count</c>).</param>
/// <param name="Cells">Cells for each CPU and key.</param>
/// <param name="Unsigned">Whether its numbers are meant without sign.</param>
public abstract record Aggregation(string Name, int Cells, bool Unsigned) : ValueTrait(Name)
{
    /// <summary>Whether the cells of a map with keys are entries of their own, with the cell's number as the last part of the key: most buckets of a histogram stay empty.</summary>
    public virtual bool Sparse => false;

    /// <summary>How the map is presented.</summary>
    public virtual MapFlavour Flavour => MapFlavour.Values;

    /// <summary>Adds one CPU's cells to the total.</summary>
    public virtual void Fold(Span<long> total, ReadOnlySpan<long> cpu)
    {
        for (var i = 0; i < total.Length; i++)
            total[i] = unchecked(total[i] + cpu[i]);
    }

    /// <summary>The value of folded cells.</summary>
    /// <param name="divisor">Numbers are divided by it.</param>
    public abstract OutputValue Value(ReadOnlySpan<long> cells, long divisor);

    /// <summary>What entries are sorted by, ascending.</summary>
    public abstract long Rank(ReadOnlySpan<long> cells);

    /// <summary>Whether nothing was ever aggregated.</summary>
    public virtual bool IsUnset(ReadOnlySpan<long> cells) => cells.IndexOfAnyExcept(0) < 0;

    /// <inheritdoc/>
    public override ValueTrait? Merge(ValueTrait other) =>
        other is Aggregation aggregation && (this with { Unsigned = aggregation.Unsigned }).Equals(aggregation) ? (Unsigned ? this : aggregation) : null;

    /// <summary>Divides as the numbers are meant.</summary>
    protected long Divide(long value, long divisor) => Folding.Apply(Syntax.BinaryOperator.Divide, value, divisor, Unsigned);
}
