using Conformance.Engine.Binding;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>Which maps the object has and where each lies in it: first the engine's own, as far as needed, then the script's in the order of first use.</summary>
internal sealed class MapLayout
{
    /// <summary>A map that is preallocated should not take more than a few MiB of a small guest, whatever the script.</summary>
    private const int MostInvocations = 65536;

    /// <summary>Slots of a stack map: two stacks that fall into one slot lose the second, so there are more slots than stacks in most scripts.</summary>
    private const int MostStacks = 16384;

    private readonly Dictionary<int, int> _stacks = [];
    private readonly int _first;
    private readonly HashSet<int> _keyed = [];
    private readonly List<BpfMap> _all;
    private readonly Dictionary<int, int> _scratchEntries = [];
    private int _scratch = -1;

    public MapLayout(BoundScript script, EngineOptions options)
    {
        var maps = new List<BpfMap>();
        var sends = options.RecordFirings || options.ReportReadErrors || script.Probes.Any(p => EventNeeds.Sends(p));
        var fills = script.Maps.Any(m => !m.Scalar);
        if (sends)
            Events = Add(maps, new BpfMap("events", BpfMapType.RingBuffer, 0, 0, options.RingBufferBytes));
        if (sends || fills)
            Lost = Add(maps, new BpfMap("lost", BpfMapType.Array, 4, 8 * (fills ? 1 + script.Maps.Count : 1), 1) { ByAddress = true });
        if (sends)
        {
            if (options.RecordFirings)
                Sequence = Add(maps, new BpfMap("sequence", BpfMapType.PercpuArray, 4, 8, 1));
        }
        // Preallocated: kernels before 6.1 refuse or warn about tracing programs that use BPF_F_NO_PREALLOC.
        var hooked = script.Probes.Count(p => p.Target.Mechanism.HasHook);
        if (options.RecordFirings && hooked > 0)
            Invocations = Add(maps, new BpfMap("invocations", BpfMapType.Hash, 8, 8, (int)Math.Min((long)hooked * options.MaxThreads, MostInvocations)));
        _first = maps.Count;
        foreach (var map in script.Maps)
        {
            var made = Declared(Of(map, options), map.Declaration);
            if (!map.Scalar && made.Type is (BpfMapType.Hash or BpfMapType.PercpuHash))
                _keyed.Add(maps.Count);
            maps.Add(made);
        }
        foreach (var depth in script.StackDepths)
            _stacks[depth] = Add(maps, new BpfMap(Naming.Stacks(depth), BpfMapType.StackTrace, 4, 8 * depth, MostStacks));
        if (script.Names is { Used: true } names)
            HookNames = (Add(maps, new BpfMap("hooks", BpfMapType.Array, 4, names.Count * names.RowSize, 1) { Contents = names.Table() }), names.Count, names.RowSize);
        _all = maps;
    }

    /// <summary>All maps; the scratch area, which is only there if a body uses it, is as large as bodies said.</summary>
    public IReadOnlyList<BpfMap> All => _all;

    public int Events { get; } = -1;

    public int Lost { get; } = -1;

    public int Sequence { get; } = -1;

    public int Invocations { get; } = -1;

    /// <summary>The table of the names of hooks: its map, its rows and their size.</summary>
    public (int Map, int Rows, int RowSize) HookNames { get; } = (-1, 0, 0);

    public int IndexOf(MapSymbol map) => _first + map.Index;

    /// <summary>Whether a map is one of the script's own that takes keys until it is full.</summary>
    public bool CanBeFull(int map) => _keyed.Contains(map);

    /// <summary>The number in <see cref="Lost"/> that counts new keys for which a map had no room.</summary>
    public int FullEntryOf(int map) => 1 + map - _first;

    /// <summary>The map of stacks so deep.</summary>
    public int StacksOf(int depth) => _stacks[depth];

    /// <summary>The scratch map and a body's own entry in it; the entry holds at least so many bytes.</summary>
    public (int Map, int Entry) UseScratch(int probe, int bytes)
    {
        if (_scratch < 0)
            _scratch = Add(_all, new BpfMap("scratch", BpfMapType.PercpuArray, 4, 8, 1));
        if (!_scratchEntries.TryGetValue(probe, out var entry))
            _scratchEntries[probe] = entry = _scratchEntries.Count;
        var map = _all[_scratch];
        _all[_scratch] = map with { ValueSize = Math.Max(map.ValueSize, bytes), MaxEntries = _scratchEntries.Count };
        return (_scratch, entry);
    }

    private static int Add(List<BpfMap> maps, BpfMap map)
    {
        maps.Add(map);
        return maps.Count - 1;
    }

    /// <summary>As the script declares it. An aggregation is kept for each CPU and everything else is not, whatever the declaration's prefix says: that changes nothing that scripts can see.</summary>
    private static BpfMap Declared(BpfMap map, MapDeclaration? declaration)
    {
        if (declaration is not { Arguments: [IntegerExpression { Value: var entries }] } || map.Type is not (BpfMapType.Hash or BpfMapType.PercpuHash) || map.MaxEntries == 1)
            return map;
        var forgets = declaration.Kind.EndsWith("lruhash", StringComparison.Ordinal);
        return map with
        {
            MaxEntries = (int)entries,
            Type = !forgets ? map.Type : map.Type == BpfMapType.Hash ? BpfMapType.LruHash : BpfMapType.LruPercpuHash,
        };
    }

    private static BpfMap Of(MapSymbol map, EngineOptions options)
    {
        var name = Naming.Map(map);
        if (map.Value.Aggregation is not { } aggregation)
            // A hash, not an array, for a scalar too: whether it was ever assigned decides whether it is printed.
            return map.Scalar ? new(name, BpfMapType.Hash, 8, map.ValueSize, 1) : new(name, BpfMapType.Hash, map.KeySize, map.ValueSize, options.MaxMapKeys);
        if (map.Scalar)
            return new(name, BpfMapType.PercpuArray, 4, map.ValueSize, 1);
        return aggregation.Sparse
            ? new(name, BpfMapType.PercpuHash, map.KeySize + 8, 8, options.MaxMapKeys)
            : new(name, BpfMapType.PercpuHash, map.KeySize, map.ValueSize, options.MaxMapKeys);
    }
}
