namespace Conformance.Images;

/// <summary>A package of the mirror that holds a kernel.</summary>
/// <param name="Release">What <c>uname -r</c> of that kernel prints.</param>
/// <param name="Name">Name of the package.</param>
/// <param name="Version">Debian's version of the package.</param>
/// <param name="Suite">Which suite lists it (<c>trixie-backports</c>).</param>
/// <param name="Size">Bytes to download.</param>
public sealed record KernelPackage(string Release, string Name, string Version, string Suite, long Size)
{
    // Kernels are 10 MiB and more; the empty packages and the ones that only depend on others have a few KiB. Their names do not
    // tell them apart: from 6.19 on linux-image-… is empty and linux-binary-… holds the kernel, before that it was the other way round.
    private const long SmallestKernel = 4 * 1024 * 1024;

    private static readonly string[] Prefixes = ["linux-image-", "linux-binary-unsigned-", Alone];
    private const string Alone = "linux-binary-";
    private const string Unsigned = "-unsigned";

    /// <summary>First two numbers of the version.</summary>
    public string Series => KernelSeries.Of(Release)!;

    /// <summary>Whether it is the build for virtual machines: smaller, and the one a series stands for.</summary>
    public bool IsCloud => Release.EndsWith("-cloud-amd64", StringComparison.Ordinal);

    /// <summary><c>cloud</c>, <c>full</c> or <c>rt</c>.</summary>
    public string Flavour => KernelChoice.FlavourOf(Release);

    /// <summary>Name and version, as apt takes them.</summary>
    public string Id => $"{Name}={Version}";

    /// <summary>Name and version of the package that holds its modules: the kernel's own, and from 6.19 on, where the kernel stands alone, the one beside it.</summary>
    public string ModulesId => Name.StartsWith(Alone, StringComparison.Ordinal) ? $"linux-modules-{Release}={Version}" : Id;

    /// <summary>Whether the kernel's signature for secure boot is missing; nothing here needs one.</summary>
    public bool IsUnsigned => Name.Contains(Unsigned, StringComparison.Ordinal);

    /// <summary>Reads one stanza of a package index; <c>null</c> where it holds no kernel.</summary>
    public static KernelPackage? FromStanza(IReadOnlyDictionary<string, string> stanza, string suite)
    {
        if (!stanza.TryGetValue("Package", out string? name) || !stanza.TryGetValue("Version", out string? version)
            || !stanza.TryGetValue("Size", out string? sizeText) || !long.TryParse(sizeText, out long size))
        {
            return null;
        }

        string? release = ReleaseOf(name);
        return release is null || size < SmallestKernel ? null : new KernelPackage(release, name, version, suite, size);
    }

    /// <summary>The release in a package's name; <c>null</c> where the name is none of a kernel (debug symbols, headers).</summary>
    public static string? ReleaseOf(string name)
    {
        string? prefix = Array.Find(Prefixes, candidate => name.StartsWith(candidate, StringComparison.Ordinal));
        if (prefix is null || name.EndsWith("-dbg", StringComparison.Ordinal))
            return null;
        string release = name[prefix.Length..];
        if (release.EndsWith(Unsigned, StringComparison.Ordinal))
            release = release[..^Unsigned.Length];
        return KernelSeries.Of(release) is null || !release.EndsWith("-amd64", StringComparison.Ordinal) ? null : release;
    }
}
