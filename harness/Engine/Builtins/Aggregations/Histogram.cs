using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary>Counts in buckets, one cell each.</summary>
public abstract record Histogram(string Name, int Cells) : Aggregation(Name, Cells, true)
{
    /// <inheritdoc/>
    public override bool Sparse => true;

    /// <inheritdoc/>
    public override bool Readable => false;

    /// <inheritdoc/>
    public override MapFlavour Flavour => MapFlavour.Histograms;

    /// <inheritdoc/>
    public override OutputValue Value(ReadOnlySpan<long> cells, long divisor)
    {
        var buckets = new List<HistogramBucket>();
        var last = cells.LastIndexOfAnyExcept(0);
        for (var cell = Math.Max(0, cells.IndexOfAnyExcept(0)); cell <= last; cell++)
            buckets.Add(Bucket(cell, (ulong)Divide(cells[cell], divisor)));
        return new HistogramOutput(buckets);
    }

    /// <inheritdoc/>
    public override long Rank(ReadOnlySpan<long> cells)
    {
        long total = 0;
        foreach (var cell in cells)
            total += cell;
        return total;
    }

    /// <summary>The bucket of a cell.</summary>
    protected abstract HistogramBucket Bucket(int cell, ulong count);
}

/// <summary>A value counted in its bucket.</summary>
/// <param name="Index">Emits the computation of the bucket's cell, from r1 to r1.</param>
internal sealed record HistogramCall(TextSpan Span, BoundMap Target, BoundExpression Value, int Cells, Action<InstructionWriter> Index) : BoundCall(Span)
{
    public override IReadOnlyList<BoundExpression> Operands => [Value, .. Target.Keys];

    public override void Emit(ProgramGenerator generator) => generator.AggregateCell(Target, Value, Cells, Index);
}
