namespace Conformance.Images;

/// <summary>What can be said of one kernel.</summary>
public enum KernelState
{
    /// <summary>The mirror lists it.</summary>
    Available,

    /// <summary>It is on this machine's disk.</summary>
    Cached,

    /// <summary>It is on this machine's disk, and the mirror lists it no longer.</summary>
    CachedAndGone,

    /// <summary>The mirror lists it and did not have it when it was asked for.</summary>
    Gone,
}

/// <summary>One line of <c>kernels list</c>.</summary>
/// <param name="Suite">Which suite lists it; empty where none does.</param>
public sealed record KernelRow(string Series, string Flavour, string Release, string Suite, KernelState State);

/// <summary>Everything that is served or cached, by series, newest first.</summary>
public static class KernelTable
{
    /// <summary>The rows.</summary>
    /// <param name="gone">Releases that the mirror listed and did not have.</param>
    public static IReadOnlyList<KernelRow> Of(KernelCatalogue catalogue, IReadOnlyList<KernelImage> cached, IReadOnlyCollection<string> gone)
    {
        HashSet<string> onDisk = [.. cached.Select(kernel => kernel.Release)];
        IComparer<string> newest = Comparer<string>.Create(DebianVersion.Compare);
        Dictionary<string, KernelPackage> served = catalogue.Packages.GroupBy(package => package.Release)
            .ToDictionary(group => group.Key, group => group.MaxBy(package => package.Version, newest)!);
        IEnumerable<KernelRow> rows = served.Values
            .Select(package => new KernelRow(package.Series, package.Flavour, package.Release, package.Suite, StateOf(package.Release)))
            .Concat(cached.Where(kernel => !served.ContainsKey(kernel.Release))
                .Select(kernel => new KernelRow(kernel.Series, KernelChoice.FlavourOf(kernel.Release), kernel.Release, "", KernelState.CachedAndGone)));
        return
        [
            .. rows.OrderByDescending(row => row.Series, KernelSeries.Order)
                .ThenByDescending(row => served.TryGetValue(row.Release, out KernelPackage? package) ? package.Version : row.Release, newest)
                .ThenBy(row => row.Flavour, StringComparer.Ordinal),
        ];

        KernelState StateOf(string release) => onDisk.Contains(release) ? KernelState.Cached : gone.Contains(release) ? KernelState.Gone : KernelState.Available;
    }
}
