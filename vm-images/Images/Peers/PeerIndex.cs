namespace Conformance.Images;

/// <summary>Which peers the cache holds. Immutable: changing gives another index.</summary>
internal sealed record PeerIndex(IReadOnlyList<PeerIndex.Entry> Peers)
{
    /// <summary>A peer of the cache.</summary>
    /// <param name="Name">What it is asked for by (<c>bpftrace-0.27</c>).</param>
    /// <param name="Package">Name and version of the package.</param>
    /// <param name="Version">The package's version.</param>
    /// <param name="File">Name of the archive in the cache's directory of peers.</param>
    /// <param name="Program">Name of the program in the peer's <c>bin</c>.</param>
    /// <param name="Interpreter">Where the program expects its loader.</param>
    /// <param name="Checked">When it was last sought at the mirror.</param>
    public sealed record Entry(string Name, string Package, string Version, string File, string Sha256, string Program, string? Interpreter, DateTimeOffset Checked);

    /// <summary>Reads it; a missing or damaged one is empty.</summary>
    public static PeerIndex Read(string path) => JsonFile.Read<PeerIndex>(path) is { Peers: not null } index ? index : new([]);

    /// <summary>The entry of a name.</summary>
    public Entry? Find(string name) => Peers.FirstOrDefault(entry => entry.Name == name);

    /// <summary>With one more peer, or another in its place.</summary>
    public PeerIndex With(Entry entry) => new([.. Peers.Where(other => other.Name != entry.Name), entry]);
}
