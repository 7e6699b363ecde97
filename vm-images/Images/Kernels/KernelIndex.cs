namespace Conformance.Images;

/// <summary>Which kernels the cache holds, and which one a series stands for. Immutable: changing gives another index.</summary>
internal sealed record KernelIndex(IReadOnlyList<KernelIndex.Entry> Kernels, IReadOnlyDictionary<string, KernelIndex.Choice> Newest)
{
    /// <summary>An index of nothing.</summary>
    public static KernelIndex Empty { get; } = new([], new Dictionary<string, Choice>());

    /// <summary>A kernel of the cache.</summary>
    /// <param name="File">Name of the file in the cache's directory of kernels.</param>
    /// <param name="Package">Name and version of the package.</param>
    public sealed record Entry(string Release, string File, string Sha256, string Package, DateTimeOffset Fetched);

    /// <summary>What a series stood for when the mirror was last asked.</summary>
    public sealed record Choice(string Release, DateTimeOffset Checked);

    /// <summary>Releases that the mirror listed and did not have when they were asked for.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>With a release that the mirror does not have, or has after all.</summary>
    public KernelIndex WithGone(string release, bool gone) =>
        this with { Gone = [.. (Gone ?? []).Where(other => other != release), .. gone ? [release] : Array.Empty<string>()] };

    /// <summary>Without some kernels.</summary>
    public KernelIndex Without(IReadOnlyCollection<string> releases) => this with { Kernels = [.. Kernels.Where(entry => !releases.Contains(entry.Release))] };

    /// <summary>Reads it; a missing or damaged one is empty.</summary>
    public static KernelIndex Read(string path) =>
        JsonFile.Read<KernelIndex>(path) is { Kernels: not null, Newest: not null } index ? index : Empty;

    /// <summary>The entry of a release.</summary>
    public Entry? Find(string release) => Kernels.FirstOrDefault(entry => entry.Release == release);

    /// <summary>With one more kernel, or another in its place.</summary>
    public KernelIndex With(Entry entry) =>
        this with { Kernels = [.. Kernels.Where(other => other.Release != entry.Release), entry] };

    /// <summary>With another choice for a series.</summary>
    public KernelIndex With(string series, Choice choice) =>
        this with { Newest = new Dictionary<string, Choice>(Newest) { [series] = choice } };
}
