using System.Buffers.Binary;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Sessions;

/// <summary>Reads maps from user space.</summary>
internal static class MapReader
{
    /// <summary>Sum of the per-CPU numbers in an entry of a per-CPU array of u64.</summary>
    public static ulong Sum(Descriptor descriptor, int possibleCpus, int entry = 0)
    {
        Span<byte> key = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(key, entry);
        var values = new byte[8 * possibleCpus];
        if (BpfCalls.Lookup(descriptor, key, values) < 0)
            return 0;
        ulong sum = 0;
        for (var cpu = 0; cpu < possibleCpus; cpu++)
            sum += BinaryPrimitives.ReadUInt64LittleEndian(values.AsSpan(8 * cpu));
        return sum;
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
