using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
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

    /// <summary>Whether a program can have the value: it folds the cells of all CPUs itself.</summary>
    public virtual bool Readable => true;

    /// <summary>Emits how a program folds: adds the cells that r0 points to to those in the frame; r1 to r5 are free.</summary>
    public virtual void EmitFold(InstructionWriter code, Place total)
    {
        for (var i = 0; i < Cells; i++)
        {
            code.Load(Register.R1, new Place(Register.R0, 8 * i));
            code.Load(Register.R2, total + (8 * i));
            code.Arithmetic(Arithmetic.Add, Register.R2, Register.R1);
            code.Store(total + (8 * i), Register.R2);
        }
    }

    /// <summary>Emits how a program makes the value of folded cells in r0; r1 to r5 are free.</summary>
    public virtual void EmitValue(InstructionWriter code, Place total) => code.Load(Register.R0, total);

    /// <inheritdoc/>
    public override ValueTrait? Merge(ValueTrait other) =>
        other is Aggregation aggregation && (this with { Unsigned = aggregation.Unsigned }).Equals(aggregation) ? (Unsigned ? this : aggregation) : null;

    /// <summary>Divides as the numbers are meant.</summary>
    protected long Divide(long value, long divisor) => Folding.Apply(Syntax.BinaryOperator.Divide, value, divisor, Unsigned);
}
