using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Kernel;

/// <summary>All BPF objects of the machine, by their ids: what a tracer that has gone must not leave behind.</summary>
public sealed record BpfInventory(IReadOnlySet<uint> Programs, IReadOnlySet<uint> Maps, IReadOnlySet<uint> Links)
{
    /// <summary>What there is now. A kind that this kernel does not list, or that we may not list, is empty.</summary>
    public static unsafe BpfInventory Now() => new(Ids(LibbpfNative.NextProgramId), Ids(LibbpfNative.NextMapId), Ids(LibbpfNative.NextLinkId));

    /// <summary>What is here and was not in an earlier inventory, in words (<c>2 programs, 1 map</c>); empty if nothing is.</summary>
    public string NewSince(BpfInventory before) =>
        string.Join(", ", new[] { Words(Programs, before.Programs, "program"), Words(Maps, before.Maps, "map"), Words(Links, before.Links, "link") }.Where(words => words.Length > 0));

    private unsafe delegate int Next(uint id, uint* next);

    private static unsafe HashSet<uint> Ids(Next next)
    {
        var ids = new HashSet<uint>();
        for (uint id = 0, following = 0; next(id, &following) == 0; id = following)
            ids.Add(following);
        return ids;
    }

    private static string Words(IReadOnlySet<uint> now, IReadOnlySet<uint> before, string noun)
    {
        var count = now.Count(id => !before.Contains(id));
        return count == 0 ? "" : count == 1 ? $"1 {noun}" : $"{count} {noun}s";
    }
}
