using Conformance.Engine.Binding;
using Conformance.Engine.Kernel;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

/// <summary>Bound script to object: the maps and the programs.</summary>
public static class ScriptGenerator
{
    /// <summary>The script, ready to be loaded. Mistakes (too much stack) are in <paramref name="diagnostics"/>; then the result is of no use.</summary>
    public static CompiledScript Generate(BoundScript script, SourceText source, IKernelTypes kernel, EngineOptions options, DiagnosticBag diagnostics)
    {
        List<IScriptAction> actions = [.. script.Actions];
        var layout = new MapLayout(script, options);
        var programs = new ProgramMaker(layout, source, options.RecordFirings, kernel, options is { ReportReadErrors: true, RecordFirings: false } ? new FailureReports(actions, source) : null);
        var joined = ProgramSharing.Merge([.. ProgramPlan.Of(script.Probes, options.AttachOrder).SelectMany(bodies => programs.Make(bodies, diagnostics))]);
        var probes = script.Probes.Select(probe => new CompiledProbe(probe.Index, probe.Target, probe.Line)).ToList();
        var maps = script.Maps.Select(map => new CompiledMap(map.Name, layout.IndexOf(map), map.Scalar, new MapFormat(map.Keys ?? [], map.Value))).ToList();
        var compiled = new BpfObject(source.File, source.Text, joined, layout.All) { FileOf = source.FileOf, EventsMap = layout.Events, LostMap = layout.Lost };
        return new CompiledScript(compiled, probes, actions, maps)
        {
            Halve = program => ProgramSharing.Divide(program, programs.Halve([.. program.Probes.Select(index => script.Probes[index])])),
        };
    }
}
