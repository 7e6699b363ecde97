using Conformance.Engine;

namespace Conformance.Tracer.Commands.Stages;

/// <summary>The maps that are created, and which of them the script itself names.</summary>
internal sealed class MapStage : StagePrinter
{
    public override string Name => "maps";

    public override void Print(CompiledScript script, StageContext context, TextWriter writer)
    {
        var own = script.Maps.ToDictionary(m => m.Map, m => m.Name);
        foreach (var (map, index) in script.Object.Maps.Select((m, i) => (m, i)))
        {
            var name = own.GetValueOrDefault(index, map.Name);
            var purpose = index == script.Object.EventsMap ? "  (events to user space)" : index == script.Object.LostMap ? "  (events that found no room)" : "";
            writer.Write($"{index,3}  {name,-16} {map.Type,-13} key {map.KeySize,4}  value {map.ValueSize,4}  entries {map.MaxEntries}{(map.Flags == 0 ? "" : $"  flags 0x{map.Flags:x}")}{purpose}\n");
        }
    }
}
