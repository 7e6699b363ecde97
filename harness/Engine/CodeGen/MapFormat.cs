using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Conformance.Engine.Binding;
using Conformance.Engine.Builtins.Aggregations;
using Conformance.Engine.Output;

namespace Conformance.Engine.CodeGen;

/// <summary>Reads a map's entries as the code generator lays them out, and orders them as bpftrace does: ascending by value where values are numbers, else by key.</summary>
internal sealed class MapFormat(ScriptType[] keys, ScriptType value) : IMapFormat
{
    /// <summary>One entry between bytes and output: per-CPU cells folded, cells of one key together.</summary>
    private sealed record Row(byte[] Key, byte[] Value, long[] Cells, long Rank);

    /// <inheritdoc/>
    public PrintedMap Read(string name, IReadOnlyList<MapEntry> entries, MapView view, RenderContext context)
    {
        var rows = value.Aggregation is { } aggregation ? Fold(aggregation, entries, view) : entries.Select(Plain).ToList();
        if (keys.Length == 0 && rows.Count == 0 && view.ShowsUnset && value.Aggregation is not { Flavour: MapFlavour.Histograms or MapFlavour.TimeSeries })
            rows.Add(Unset());
        rows.Sort(Compare);
        var skipped = view.Top > 0 ? Math.Max(0, rows.Count - view.Top) : 0;
        var printed = rows.Skip(skipped).Select(row => new PrintedEntry(Keys(row.Key, context), Value(row, view.Divisor, context))).ToList();
        return new PrintedMap(name, keys.Length == 0, value.Aggregation?.Flavour ?? MapFlavour.Values, printed);
    }

    private Row Plain(MapEntry entry) =>
        new(entry.Key, entry.Value, [], value.IsInteger && entry.Value.Length >= 8 ? BinaryPrimitives.ReadInt64LittleEndian(entry.Value) : 0);

    private Row Unset() => new([], new byte[value.Room], new long[value.Aggregation?.Cells ?? 0], 0);

    private List<Row> Fold(Aggregation aggregation, IReadOnlyList<MapEntry> entries, MapView view)
    {
        var sparse = aggregation.Sparse && keys.Length > 0;
        var totals = new Dictionary<string, Row>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var key = sparse ? entry.Key[..^8] : entry.Key;
            var known = Convert.ToHexString(key);
            if (!totals.TryGetValue(known, out var row))
                totals.Add(known, row = new Row(key, [], new long[aggregation.Cells], 0));
            var values = MemoryMarshal.Cast<byte, long>(entry.Value);
            if (!sparse)
                for (; values.Length >= row.Cells.Length && values.Length > 0; values = values[row.Cells.Length..])
                    aggregation.Fold(row.Cells, values[..row.Cells.Length]);
            else if (BinaryPrimitives.ReadUInt64LittleEndian(entry.Key.AsSpan()[^8..]) is var cell && cell < (ulong)row.Cells.Length)
                foreach (var count in values)
                    row.Cells[cell] += count;
        }
        // A scalar's cells are always there: only what is in them, or the script's own zero(), says whether it was set.
        return [.. totals.Values.Where(row => keys.Length > 0 || view.Zeroed || !aggregation.IsUnset(row.Cells)).Select(row => row with { Rank = aggregation.Rank(row.Cells) })];
    }

    private OutputValue Value(Row row, long divisor, RenderContext context)
    {
        if (value.Aggregation is { } aggregation)
            return aggregation.Value(row.Cells, divisor);
        if (divisor == 1 || !value.IsInteger || value.IsBoolean)
            return ValueReader.Read(value, row.Value, context);
        return ValueReader.Number(value, Folding.Apply(Syntax.BinaryOperator.Divide, row.Rank, divisor, !value.Signed && value.Size == 8));
    }

    private List<OutputValue> Keys(byte[] key, RenderContext context)
    {
        var (parts, offset) = (new List<OutputValue>(keys.Length), 0);
        foreach (var type in keys)
        {
            parts.Add(ValueReader.Read(type, key.AsSpan(Math.Min(offset, key.Length)), context));
            offset += type.Room;
        }
        return parts;
    }

    private int Compare(Row a, Row b)
    {
        var unsigned = value.Aggregation?.Unsigned ?? value is { IsInteger: true, Signed: false, Size: 8 };
        var order = unsigned ? ((ulong)a.Rank).CompareTo((ulong)b.Rank) : a.Rank.CompareTo(b.Rank);
        return order != 0 ? order : CompareKeys(keys, a.Key, b.Key);
    }

    private static int CompareKeys(IReadOnlyList<ScriptType> types, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        foreach (var type in types)
        {
            if (a.Length < type.Room || b.Length < type.Room)
                return a.Length.CompareTo(b.Length);
            var order = type switch
            {
                { Kind: TypeKind.Tuple } => CompareKeys(type.Tuple!.Parts, a, b),
                { IsInteger: true, Signed: true } => BinaryPrimitives.ReadInt64LittleEndian(a).CompareTo(BinaryPrimitives.ReadInt64LittleEndian(b)),
                { IsInteger: true } => BinaryPrimitives.ReadUInt64LittleEndian(a).CompareTo(BinaryPrimitives.ReadUInt64LittleEndian(b)),
                _ => a[..type.Size].SequenceCompareTo(b[..type.Size]),
            };
            if (order != 0)
                return order;
            a = a[type.Room..];
            b = b[type.Room..];
        }
        return 0;
    }
}
