using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary><c>@x = stats(n)</c>: count, average and total.</summary>
public sealed class StatsFunction : AggregatingFunction
{
    /// <inheritdoc/>
    public override string Name => "stats";

    /// <inheritdoc/>
    protected override Aggregation Kept(bool unsigned) => new Statistics(unsigned);

    /// <inheritdoc/>
    protected override void Update(InstructionWriter code) => TotalAndCount.Add(code);

    private sealed record Statistics(bool Unsigned) : Aggregation("statistics", 2, Unsigned)
    {
        public override bool Readable => false;

        public override MapFlavour Flavour => MapFlavour.Statistics;

        public override OutputValue Value(ReadOnlySpan<long> cells, long divisor) =>
            new StatsOutput((ulong)cells[1], Divide(Rank(cells), divisor), Divide(cells[0], divisor), Unsigned);

        public override long Rank(ReadOnlySpan<long> cells) => Divide(cells[0], cells[1]);
    }
}
