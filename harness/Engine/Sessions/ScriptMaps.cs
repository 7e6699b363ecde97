using Conformance.Engine.CodeGen;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Sessions;

/// <summary>The script's own maps in the kernel, as actions and the end of the session see them.</summary>
internal sealed class ScriptMaps(CompiledScript script, IReadOnlyList<Descriptor> descriptors, int possibleCpus, HookCatalog? hooks)
{
    private readonly HashSet<int> _zeroed = [];
    private RenderContext? _rendering;

    /// <summary>What turns the maps' bytes into text.</summary>
    public RenderContext Rendering => _rendering ??= new RenderContext { Hooks = hooks, Stack = Stack, Cut = script.Cut, Programs = [.. script.Probes.Select(p => p.Target.Place).OfType<UserPlace>().Select(p => p.Path).Distinct()] };

    /// <summary>The map now.</summary>
    public PrintedMap Read(int map, MapView view)
    {
        var (known, shape, descriptor) = Find(map);
        return known.Format.Read(known.Name, MapReader.Entries(descriptor, shape, possibleCpus), view with { Zeroed = _zeroed.Contains(map) }, Rendering);
    }

    /// <summary>The value of one entry; zero if it is not there.</summary>
    public OutputValue Read(int map, byte[] key)
    {
        var (known, shape, descriptor) = Find(map);
        var entries = shape.KeySize == key.Length || known.Scalar
            ? One(descriptor, shape, known.Scalar ? new byte[shape.KeySize] : key)
            : MapReader.Entries(descriptor, shape, possibleCpus).Where(entry => entry.Key.AsSpan().StartsWith(key)).ToList();
        if (entries.Count == 0)
            entries.Add(new(key, new byte[MapReader.ValueBytes(shape, possibleCpus)]));
        return known.Format.Read(known.Name, entries, new MapView(ShowsUnset: true, Zeroed: true), Rendering).Entries[0].Value;
    }

    /// <summary>The frames of a collected stack, innermost first; empty if it is not there.</summary>
    public ulong[] Stack(int depth, long id)
    {
        var name = Naming.Stacks(depth);
        var map = script.Object.Maps.ToList().FindIndex(m => m.Name == name);
        if (map < 0 || id < 0)
            return [];
        var frames = new byte[8 * depth];
        if (BpfCalls.Lookup(descriptors[map], BitConverter.GetBytes((uint)id), frames) < 0)
            return [];
        var addresses = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(frames);
        var end = addresses.IndexOf(0UL);
        return (end < 0 ? addresses : addresses[..end]).ToArray();
    }

    /// <summary>Removes all entries. An array has none to remove: its cells become zero and count as never set.</summary>
    public void Clear(int map)
    {
        var (_, shape, descriptor) = Find(map);
        _zeroed.Remove(map);
        if (shape.Type == BpfMapType.PercpuArray)
            SetToZero(descriptor, shape);
        else
            foreach (var key in MapReader.Keys(descriptor, shape))
                _ = BpfCalls.Delete(descriptor, key);
    }

    /// <summary>Sets all values to zero.</summary>
    public void Zero(int map)
    {
        var (_, shape, descriptor) = Find(map);
        _zeroed.Add(map);
        SetToZero(descriptor, shape);
    }

    /// <summary>All maps in the order of their names, as they are printed at the end.</summary>
    public IEnumerable<PrintedMap> All() =>
        Enumerable.Range(0, script.Maps.Count).OrderBy(map => script.Maps[map].Name, StringComparer.Ordinal).Select(map => Read(map, new MapView()));

    private (CompiledMap Map, BpfMap Shape, Descriptor Descriptor) Find(int map) =>
        (script.Maps[map], script.Object.Maps[script.Maps[map].Map], descriptors[script.Maps[map].Map]);

    private List<MapEntry> One(Descriptor descriptor, BpfMap shape, byte[] key)
    {
        var value = new byte[MapReader.ValueBytes(shape, possibleCpus)];
        return BpfCalls.Lookup(descriptor, key, value) < 0 ? [] : [new(key, value)];
    }

    private void SetToZero(Descriptor descriptor, BpfMap shape)
    {
        var zero = new byte[MapReader.ValueBytes(shape, possibleCpus)];
        foreach (var key in MapReader.Keys(descriptor, shape))
            _ = BpfCalls.Update(descriptor, key, zero);
    }
}
