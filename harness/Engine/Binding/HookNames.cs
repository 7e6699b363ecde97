using System.Text;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>
/// Names of the hooks that may share one program: such a program cannot hold its hook's name, so it looks it up, by the attach cookie, in a table that the engine fills. Row by row, first
/// what <c>probe</c> says, then what <c>func</c> says.
/// </summary>
public sealed class HookNames
{
    private readonly List<ProbeTarget> _hooks = [];
    private int _probeRoom;
    private int _functionRoom;

    /// <summary>Whether a body asks for a name, so that the table is needed.</summary>
    public bool Used { get; private set; }

    /// <summary>Number of rows.</summary>
    public int Count => _hooks.Count;

    /// <summary>Bytes of a row.</summary>
    public int RowSize => _probeRoom + _functionRoom;

    /// <summary>Numbers the hooks that may share a program. None do where firings are recorded or the bare kernel is to be seen.</summary>
    internal static HookNames Number(IReadOnlyList<List<ProbeTarget>> targets, EngineOptions options)
    {
        var names = new HookNames();
        if (options.RecordFirings || options.AttachOrder == AttachOrder.Written)
            return names;
        var numbers = new Dictionary<(Mechanism, string), int>();
        foreach (var target in targets.SelectMany(t => t).Where(t => t.Mechanism.SharingKey(t) is not null))
            if (numbers.TryAdd((target.Mechanism, target.Hook), numbers.Count))
                names._hooks.Add(target);
        if (numbers.Count < 2)
            return new HookNames();
        names._probeRoom = ScriptType.Text(names._hooks.Max(h => Encoding.UTF8.GetByteCount(h.Printed)) + 1).Size;
        names._functionRoom = ScriptType.Text(names._hooks.Max(h => Encoding.UTF8.GetByteCount(h.FunctionName ?? "")) + 1).Size;
        foreach (var list in targets)
            for (var i = 0; i < list.Count; i++)
                if (numbers.TryGetValue((list[i].Mechanism, list[i].Hook), out var number))
                    list[i] = list[i] with { Number = number };
        return names;
    }

    /// <summary>What <c>probe</c> is in a program that hooks share; <c>null</c> if the target has a program of its own.</summary>
    public BoundExpression? Probe(TextSpan span, ProbeTarget target) => Text(span, target, 0, _probeRoom);

    /// <summary>What <c>func</c> is in a program that hooks share; <c>null</c> if the target has a program of its own.</summary>
    public BoundExpression? Function(TextSpan span, ProbeTarget target) => Text(span, target, _probeRoom, _functionRoom);

    /// <summary>The table's bytes.</summary>
    public byte[] Table()
    {
        var table = new byte[Count * RowSize];
        for (var i = 0; i < Count; i++)
        {
            Encoding.UTF8.GetBytes(_hooks[i].Printed).CopyTo(table, i * RowSize);
            Encoding.UTF8.GetBytes(_hooks[i].FunctionName ?? "").CopyTo(table, (i * RowSize) + _probeRoom);
        }

        return table;
    }

    private BoundTextBuiltin? Text(TextSpan span, ProbeTarget target, int offset, int room)
    {
        if (target.Number < 0)
            return null;
        Used = true;
        return new BoundTextBuiltin(span, ScriptType.Text(room), (generator, place) => generator.HookName(place, offset, room));
    }
}
