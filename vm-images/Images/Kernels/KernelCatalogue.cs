using Conformance.Engine.Syntax;

namespace Conformance.Images;

/// <summary>What the mirror serves.</summary>
/// <param name="Updated">When the mirror was asked.</param>
/// <param name="Packages">Every package with a kernel for x86-64.</param>
/// <param name="Notes">Suites that were left out, each with the reason.</param>
public sealed record KernelCatalogue(DateTimeOffset Updated, IReadOnlyList<KernelPackage> Packages, IReadOnlyList<string> Notes)
{
    private const int MostNearNames = 4;

    // No release is so long: all names are ranked, however far they are.
    private const int MostEdits = 256;

    /// <summary>The series with a cloud build, oldest first.</summary>
    public IReadOnlyList<string> Series =>
        [.. Packages.Where(package => package.IsCloud).Select(package => package.Series).Distinct().Order(KernelSeries.Order)];

    /// <summary>The series of a range that have a build of its flavour, oldest first.</summary>
    /// <exception cref="ImageException">None has.</exception>
    public IReadOnlyList<string> Within(KernelChoice first, KernelChoice last)
    {
        string[] found =
        [
            .. Packages.Where(package => package.Flavour == last.Flavour).Select(package => package.Series).Distinct()
                .Where(series => KernelSeries.Order.Compare(series, first.Series) >= 0 && KernelSeries.Order.Compare(series, last.Series) <= 0)
                .Order(KernelSeries.Order)
                .Select(series => (last with { Series = series }).ToString()),
        ];
        return found.Length > 0
            ? found
            : throw new ImageException(ImageFault.UnknownKernel, $"no series from {first.Series} to {last.Series} has a {last.Flavour} build at this machine's mirror. It serves {string.Join(", ", Series)}. See: ./conformance kernels list");
    }

    /// <summary>The releases of every flavour, oldest first.</summary>
    public IReadOnlyList<string> Releases =>
        [.. Packages.OrderBy(package => package.Version, Comparer<string>.Create(DebianVersion.Compare)).Select(package => package.Release).Distinct()];

    /// <summary>
    /// The packages that can serve a name, best first: of a series its builds, newest first; of a release its own
    /// packages. There are several because a mirror can list what it does not have.
    /// </summary>
    /// <param name="asked">A series, with a flavour if it is not the cloud build (<c>6.12</c>, <c>6.12-rt</c>), or an exact release.</param>
    /// <exception cref="ImageException">Nothing of that name; the message lists near names.</exception>
    public IReadOnlyList<KernelPackage> Candidates(string asked)
    {
        KernelChoice? choice = KernelChoice.Of(asked);
        KernelPackage[] found =
        [
            .. Packages
                .Where(package => choice is null ? package.Release == asked : package.Flavour == choice.Flavour && package.Series == choice.Series)
                .OrderByDescending(package => package.Version, Comparer<string>.Create(DebianVersion.Compare))
                .ThenBy(package => package.IsUnsigned),
        ];
        return found.Length > 0 ? found : throw Unknown(asked);
    }

    private ImageException Unknown(string asked)
    {
        IEnumerable<string> names = ((string[])[.. Series, .. Releases]).Distinct()
            .OrderByDescending(name => name.StartsWith(asked, StringComparison.OrdinalIgnoreCase))
            .ThenBy(name => NearNames.Distance(asked, name, MostEdits));
        string near = string.Join(", ", names.Take(MostNearNames));
        string notes = Notes.Count == 0 ? string.Empty : $" Not looked into: {string.Join("; ", Notes)}.";
        return new ImageException(
            ImageFault.UnknownKernel,
            $"no kernel '{asked}' at this machine's mirror. {(near.Length == 0 ? "It serves none at all." : $"Near names: {near}.")}{notes} See: ./conformance kernels list");
    }
}
