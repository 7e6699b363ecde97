using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>Attach points that name functions of BPF programs: <c>bpf:name</c> (in all programs that have it) or <c>bpf:id:name</c>, with wildcards in the name.</summary>
internal static class ProgramPlaces
{
    public static void Resolve(PlaceRequest request)
    {
        var mechanism = request.Mechanism;
        if (mechanism is not (Fentry or Fexit))
        {
            request.Wrong($"{mechanism.Name} does not reach BPF programs", $"fentry and fexit do: fentry:{request.Text}");
            return;
        }

        uint number = 0;
        if (request.Parts.Count > 3 || request.Parts[^1].Length == 0 || (request.Parts.Count == 3 && !uint.TryParse(request.Parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number)))
        {
            request.Wrong($"'{request.Text}' is no BPF program", $"write {mechanism.Name}:bpf:name or {mechanism.Name}:bpf:id:name; see tracer -l '{mechanism.Name}:bpf:*'");
            return;
        }

        var (name, all) = (request.Parts[^1], RunningPrograms.All());
        var chosen = all.Where(f => number == 0 || f.Program == number).Where(f => Glob.Matches(name, f.Function.Name)).ToList();
        foreach (var function in chosen)
        {
            var hook = string.Create(CultureInfo.InvariantCulture, $"{RunningPrograms.Module}:{function.Program}:{function.Function.Name}");
            request.Add(new ProbeTarget(mechanism, hook, $"{mechanism.Name}:{hook}", function.Function) { Place = function, FunctionName = function.Function.Name, Expanded = PlaceRequest.IsPattern(name) });
        }

        if (chosen.Count == 0)
            request.Missing(number == 0 ? $"no BPF program with types has a function '{name}'" : $"there is no BPF program {number} with types that has a function '{name}'",
                NearNames.Hint(name, all.Select(f => f.Function.Name)) ?? $"see what there is: tracer -l '{mechanism.Name}:bpf:*' (programs loaded without BTF cannot be traced)");
    }
}
