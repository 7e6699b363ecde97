using System.Buffers.Binary;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Sessions;

/// <summary>Reads maps from user space.</summary>
internal static class MapReader
{
    private sealed record Entry(byte[] Key, byte[] Value);

    /// <summary>The map's entries as text, one a line, in the format's order.</summary>
    public static IEnumerable<string> Lines(Descriptor descriptor, BpfMap map, CompiledMap script, int possibleCpus) =>
        Entries(descriptor, map, possibleCpus)
            .Order(Comparer<Entry>.Create((a, b) => script.Format.Compare(a.Key, a.Value, b.Key, b.Value)))
            .Select(entry => script.Format.Render(script.Name, entry.Key, entry.Value) + "\n");

    /// <summary>Sum of the per-CPU numbers in a per-CPU array of one u64.</summary>
    public static ulong Sum(Descriptor descriptor, int possibleCpus)
    {
        Span<byte> key = stackalloc byte[4];
        key.Clear();
        var values = new byte[8 * possibleCpus];
        if (BpfCalls.Lookup(descriptor, key, values) < 0)
            return 0;
        ulong sum = 0;
        for (var cpu = 0; cpu < possibleCpus; cpu++)
            sum += BinaryPrimitives.ReadUInt64LittleEndian(values.AsSpan(8 * cpu));
        return sum;
    }

    private static List<Entry> Entries(Descriptor descriptor, BpfMap map, int possibleCpus)
    {
        // A value of a per-CPU map is read for all CPUs at once, each rounded up to 8 bytes (kernel/bpf/syscall.c, bpf_map_value_size).
        var size = map.Type is BpfMapType.PercpuHash or BpfMapType.PercpuArray ? ((map.ValueSize + 7) & ~7) * possibleCpus : map.ValueSize;
        var entries = new List<Entry>();
        byte[] key = [];
        for (var next = new byte[map.KeySize]; BpfCalls.NextKey(descriptor, key, next) >= 0; next = new byte[map.KeySize])
        {
            key = next;
            var value = new byte[size];
            if (BpfCalls.Lookup(descriptor, key, value) >= 0)
                entries.Add(new(key, value));
        }

        return entries;
    }
}
