using Conformance.Engine.Binding;
using Conformance.Engine.Kernel;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>Bound script to object: the maps, and one program a probe.</summary>
public static class ScriptGenerator
{
    /// <summary>The script, ready to be loaded. Mistakes (too much stack) are in <paramref name="diagnostics"/>.</summary>
    public static CompiledScript Generate(BoundScript script, SourceText source, IKernelTypes kernel, EngineOptions options, DiagnosticBag diagnostics)
    {
        var layout = new MapLayout(script, options);
        var programs = new List<BpfProgram>(script.Probes.Count);
        var probes = new List<CompiledProbe>(script.Probes.Count);
        foreach (var probe in script.Probes)
        {
            if (new ProgramGenerator(probe, layout, source, options.RecordFirings, kernel.HasAtomicFetch).Generate(diagnostics) is { } program)
                programs.Add(program);
            probes.Add(new CompiledProbe(probe.Index, probe.Target, probe.Line));
        }
        var maps = new List<CompiledMap>(script.Maps.Count);
        foreach (var map in script.Maps)
            maps.Add(new CompiledMap(map.Name, layout.IndexOf(map), map.Scalar, new MapFormat(map.Keys ?? [], map.Value)));
        var compiled = new BpfObject(source.File, source.Text, programs, layout.All) { EventsMap = layout.Events, LostMap = layout.Lost };
        return new CompiledScript(compiled, probes, script.Formats, maps);
    }
}
