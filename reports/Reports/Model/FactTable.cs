namespace Conformance.Reports.Model;

/// <summary>One fact across kernels.</summary>
/// <param name="Mechanism">The mechanism, or another subject.</param>
/// <param name="Name">Name of the behaviour.</param>
/// <param name="Cells">One a kernel, in the table's order.</param>
public sealed record FactRow(string Mechanism, string Name, IReadOnlyList<FactCell> Cells)
{
    /// <summary>Whether any two kernels differ.</summary>
    public bool Differs => Cells.Any(c => c.Changes);
}

/// <summary>What one kernel does.</summary>
/// <param name="Value">The value; <c>null</c> if it was not found out on this kernel. Several runs that disagree are joined by <c>|</c>.</param>
/// <param name="Changes">It differs from the nearest older kernel whose value is known.</param>
/// <param name="Previous">That kernel's value.</param>
public sealed record FactCell(string? Value, bool Changes, string? Previous);

/// <summary>All facts, kernels oldest first, with changes between neighbours marked.</summary>
/// <param name="Kernels">The columns.</param>
/// <param name="Rows">Sorted by mechanism, then name.</param>
public sealed record FactTable(IReadOnlyList<string> Kernels, IReadOnlyList<FactRow> Rows)
{
    /// <summary>Builds the table.</summary>
    public static FactTable Of(ReportModel model)
    {
        var kernels = model.Facts.Select(f => f.Kernel).Distinct().Order(NaturalOrder.Instance).ToList();
        var rows = model.Facts
            .GroupBy(f => (f.Mechanism, f.Name))
            .OrderBy(g => g.Key.Mechanism, NaturalOrder.Instance)
            .ThenBy(g => g.Key.Name, NaturalOrder.Instance)
            .Select(g => new FactRow(g.Key.Mechanism, g.Key.Name, Cells(kernels, g.ToLookup(f => f.Kernel, f => f.Value))))
            .ToList();
        return new FactTable(kernels, rows);
    }

    private static List<FactCell> Cells(List<string> kernels, ILookup<string, string> values)
    {
        var cells = new List<FactCell>(kernels.Count);
        string? previous = null;
        foreach (var kernel in kernels)
        {
            var value = values.Contains(kernel) ? string.Join(" | ", values[kernel].SelectMany(v => v.Split(" | ")).Distinct().Order(StringComparer.Ordinal)) : null;
            var changes = value is not null && previous is not null && value != previous;
            cells.Add(new FactCell(value, changes, changes ? previous : null));
            previous = value ?? previous;
        }

        return cells;
    }
}
