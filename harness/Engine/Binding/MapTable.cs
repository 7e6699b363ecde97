using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>The script's maps and what their uses say about their types.</summary>
/// <param name="mostKeyBytes">The kernel's limit, asked for when there is a text in a key: texts in keys are cut to stay below it.</param>
public sealed class MapTable(IReadOnlyList<MapDeclaration> declarations, Func<int> mostKeyBytes)
{
    private const int EveryKernelTakes = 512; // MAX_BPF_STACK, include/linux/filter.h

    private readonly List<MapSymbol> _maps = [];
    private readonly Dictionary<string, MapSymbol> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<MapSymbol, TextSpan> _firstUse = [];
    private bool _frozen;

    /// <summary>In the order of first use.</summary>
    public IReadOnlyList<MapSymbol> All => _maps;

    /// <summary>Whether this round changed what it had already relied on.</summary>
    public bool Changed { get; private set; }

    /// <summary>Begins a round of binding; in the last one nothing may change.</summary>
    public void StartRound(bool last)
    {
        Changed = false;
        _frozen = last;
    }

    /// <summary>The map of that name; it exists from its first use on.</summary>
    public MapSymbol Use(string name, TextSpan span)
    {
        if (_byName.TryGetValue(name, out var map))
            return map;
        map = new MapSymbol(name, _maps.Count) { Declaration = declarations.FirstOrDefault(d => d.Name == name) };
        _maps.Add(map);
        _byName.Add(name, map);
        _firstUse.Add(map, span);
        return map;
    }

    /// <summary>Says which keys a use has.</summary>
    public void UseKeys(MapSymbol map, IReadOnlyList<BoundExpression> keys, TextSpan span, DiagnosticBag diagnostics)
    {
        if (map.Keys is null)
        {
            map.Keys = new ScriptType[keys.Count];
            for (var i = 0; i < keys.Count; i++)
                map.Keys[i] = Fit(keys, i);
            Changed |= map.KeysObserved;
            return;
        }
        if (map.Keys.Length != keys.Count)
        {
            diagnostics.Report(span, $"{map.Name} is used with {Parts(map.Keys.Length)} elsewhere, but with {Parts(keys.Count)} here", "use one shape of key for one map");
            return;
        }
        for (var i = 0; i < keys.Count; i++)
        {
            var (known, type) = (map.Keys[i], Fit(keys, i));
            if (TypeMerge.Of(known, type) is not { } merged)
                diagnostics.Report(keys[i].Span, $"part {i + 1} of the key of {map.Name} is {known} elsewhere, but {type} here");
            else if (merged != known && !_frozen)
            {
                map.Keys[i] = merged;
                Changed |= map.KeysObserved;
            }
        }
    }

    /// <summary>The type of a part of a key: a text takes at most its share of what the kernel allows, less the eight bytes that a histogram adds.</summary>
    private ScriptType Fit(IReadOnlyList<BoundExpression> keys, int part)
    {
        var type = TypeMerge.Widen(keys[part].Type);
        if (!type.IsText)
            return type;
        var others = keys.Where(k => !k.Type.IsText).Sum(k => k.Type.Room);
        var texts = keys.Count(k => k.Type.IsText);
        if (type.Size <= Share(EveryKernelTakes))
            return type;
        var share = Share(mostKeyBytes());
        return type.Size > share && share > 0 ? ScriptType.Text(share) : type;

        int Share(int limit) => (limit - 8 - others) / texts & ~7;
    }

    /// <summary>Says which type a use stores.</summary>
    public void Store(MapSymbol map, ScriptType stored, TextSpan span, DiagnosticBag diagnostics)
    {
        var type = TypeMerge.Widen(stored);
        if (TypeMerge.Of(map.Value, type) is not { } merged)
            diagnostics.Report(span, $"{map.Name} holds {map.Value} elsewhere, but {type} here", "use one type of value for one map");
        else if (merged != map.Value)
            Change(map, merged);
    }

    /// <summary>The type of a map's values, relied on from now.</summary>
    public ScriptType Observe(MapSymbol map)
    {
        map.Observed = true;
        return map.Value.Kind == TypeKind.None ? ScriptType.Int64 : map.Value;
    }

    /// <summary>Types of a map's keys, relied on from now; none if it is a scalar or was not used with keys yet.</summary>
    public IReadOnlyList<ScriptType> ObserveKeys(MapSymbol map)
    {
        map.KeysObserved = true;
        return map.Keys ?? [ScriptType.Int64];
    }

    /// <summary>Warns of maps that are only read: that is a mistake more often than not, but it runs.</summary>
    public void WarnOfUnassigned(DiagnosticBag diagnostics)
    {
        foreach (var map in _maps.Where(m => m.Value.Kind == TypeKind.None))
            diagnostics.Warn(_firstUse[map], $"{map.Name} is never assigned: reading it gives 0", NearNames.Hint(map.Name, _maps.Where(m => m.Value.Kind != TypeKind.None).Select(m => m.Name)));
    }

    /// <summary>A map that is only read, or that lost its only assignment with probes that were left out, holds nothing, and reading it gives 0.</summary>
    public void AssumeIntegers()
    {
        foreach (var map in _maps.Where(m => m.Value.Kind == TypeKind.None))
            map.Value = ScriptType.Int64;
    }

    private void Change(MapSymbol map, ScriptType type)
    {
        if (_frozen)
            return;
        map.Value = type;
        Changed |= map.Observed;
    }

    private static string Parts(int count) => count == 0 ? "no key" : count == 1 ? "a key of one part" : $"a key of {count} parts";
}
