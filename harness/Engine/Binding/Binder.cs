using Conformance.Engine.Builtins;
using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>
/// Tree to bound script. Each clause is bound once for each of its targets, because types depend on the hook. A map's types come from all its
/// uses; if a later use changes what an earlier one relied on, everything is bound once more, until nothing changes.
/// </summary>
public static class Binder
{
    /// <summary>Types only grow, so a few rounds are enough; this bound is never reached by a script that can be typed.</summary>
    private const int MostRounds = 8;

    /// <summary>Binds a script; mistakes are in <paramref name="diagnostics"/>.</summary>
    /// <exception cref="UnsupportedException">The kernel lacks what the script needs.</exception>
    public static BoundScript Bind(ScriptTree script, SourceText source, IKernelTypes kernel, EngineOptions options, DiagnosticBag diagnostics)
    {
        Refuse(script, diagnostics);
        var resolver = new TargetResolver(kernel, options, diagnostics);
        var targets = new List<ProbeTarget>[script.Probes.Count];
        var places = new List<AttachPoint>[script.Probes.Count];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = [];
            places[i] = [];
            foreach (var point in script.Probes[i].AttachPoints)
            {
                resolver.Resolve(point, targets[i]);
                while (places[i].Count < targets[i].Count)
                    places[i].Add(point);
            }
        }
        CalledProbes.Select(options.Run, targets, places, diagnostics);
        ProbeFilter.Apply(options.ProbeFilter, targets, places, diagnostics);
        resolver.Gather(targets);
        var names = HookNames.Number(targets, options);
        var maps = new MapTable(script.Maps, () => kernel.MostKeyBytes);
        var types = new ScriptTypes(kernel, script.Definitions, targets.SelectMany(t => t).Select(t => t.Module).OfType<string>().Distinct());
        var functions = OwnFunctions(script, diagnostics);
        var variables = new VariableTypes();
        for (var round = 1; ; round++)
        {
            var last = round == MostRounds;
            var found = new DiagnosticBag(source);
            var scope = new ScriptScope(maps, types, variables, names, kernel, options, found) { Functions = functions };
            var probes = new List<BoundProbe>();
            maps.StartRound(last);
            variables.StartRound(last);
            for (var i = 0; i < targets.Length && !found.Full; i++)
                for (var j = 0; j < targets[i].Count && !found.Full; j++)
                    probes.Add(Bind(script.Probes[i], ProcessFilter.Apply(script.Probes[i].Predicate, targets[i][j], places[i][j], options), targets[i][j], places[i][j], probes.Count, scope, source));
            if ((maps.Changed || variables.Changed) && !last)
                continue;
            if (options is { ProbeFilter: null, Run: ScriptRun.Probes } && targets.All(t => t.Count > 0))
                maps.WarnOfUnassigned(found);
            maps.AssumeIntegers();
            diagnostics.Add(found);
            return new BoundScript(probes, maps.All, scope.Actions) { StackDepths = scope.StackDepths, NamesProcesses = scope.NamesProcesses, Names = names };
        }
    }

    private static BoundProbe Bind(ProbeTree tree, Expression? condition, ProbeTarget target, AttachPoint place, int index, ScriptScope scope, SourceText source)
    {
        scope.Variables.NextProbe();
        var binder = new ProbeBinder(scope, target);
        var predicate = condition is null ? null : binder.Condition(condition);
        return new BoundProbe(index, place.Span, source.Whereabouts(place.Span.Start).Line, target, predicate, binder.Block(tree.Body));
    }

    /// <summary>What stands between the probes and is not understood yet.</summary>
    private static void Refuse(ScriptTree script, DiagnosticBag diagnostics)
    {
        foreach (var map in script.Maps)
            if (map.Kind is not ("hash" or "lruhash" or "percpuhash" or "percpulruhash" or "percpuarray"))
                diagnostics.Report(map.KindSpan, $"unknown kind of map '{map.Kind}'", "known are hash, lruhash, percpuhash, percpulruhash and percpuarray");
            else if (map.Kind != "percpuarray" && map.Arguments is not [IntegerExpression { Value: > 0 and <= 1 << 26 }])
                diagnostics.Report(map.Span, $"{map.Kind} takes the number of its entries", $"write let {map.Name} = {map.Kind}(1000)");
    }

    private static Dictionary<string, FunctionTree> OwnFunctions(ScriptTree script, DiagnosticBag diagnostics)
    {
        var functions = new Dictionary<string, FunctionTree>(StringComparer.Ordinal);
        foreach (var function in script.Functions)
            if (FunctionTable.Find(function.Name) is not null || BuiltinTable.Find(function.Name) is not null)
                diagnostics.Report(function.NameSpan, $"'{function.Name}' is a function of the language already", "give it another name");
            else if (!functions.TryAdd(function.Name, function))
                diagnostics.Report(function.NameSpan, $"there is already a function '{function.Name}'");
        return functions;
    }
}
