using System.Runtime.InteropServices;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Sessions;

/// <summary>Reads maps from user space.</summary>
internal static class MapReader
{
    /// <summary>The numbers in the only entry of an array.</summary>
    public static ulong[] Numbers(Descriptor descriptor, BpfMap map)
    {
        var numbers = new ulong[map.ValueSize / 8];
        _ = BpfCalls.Lookup(descriptor, stackalloc byte[4], MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }

    /// <summary>Bytes of a value as bpf(2) reads and writes it: for a per-CPU map all CPUs' values at once, each rounded up to 8 bytes (bpf_map_value_size, kernel/bpf/syscall.c).</summary>
    public static int ValueBytes(BpfMap map, int possibleCpus) =>
        map.Type is BpfMapType.PercpuHash or BpfMapType.LruPercpuHash or BpfMapType.PercpuArray ? ((map.ValueSize + 7) & ~7) * possibleCpus : map.ValueSize;

    /// <summary>All keys. Programs may add and delete at the same time: what is added while we look may be missed.</summary>
    public static List<byte[]> Keys(Descriptor descriptor, BpfMap map)
    {
        var keys = new List<byte[]>();
        byte[] key = [];
        for (var next = new byte[map.KeySize]; keys.Count <= map.MaxEntries && BpfCalls.NextKey(descriptor, key, next) >= 0; next = new byte[map.KeySize])
            keys.Add(key = next);
        return keys;
    }

    /// <summary>All entries.</summary>
    public static List<MapEntry> Entries(Descriptor descriptor, BpfMap map, int possibleCpus)
    {
        var entries = new List<MapEntry>();
        foreach (var key in Keys(descriptor, map))
        {
            var value = new byte[ValueBytes(map, possibleCpus)];
            if (BpfCalls.Lookup(descriptor, key, value) >= 0)
                entries.Add(new(key, value));
        }
        return entries;
    }
}
