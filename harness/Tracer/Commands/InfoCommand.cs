using Conformance.Engine.Sessions;
using Conformance.Tracer.Agents;

namespace Conformance.Tracer.Commands;

/// <summary><c>tracer --info</c>: what this kernel can do, each found out by doing it once.</summary>
internal static class InfoCommand
{
    public static int Run()
    {
        var context = new EngineContext();
        Console.WriteLine($"kernel {KernelName.Release} {KernelName.Architecture}\n");
        if (EngineContext.Obstacle is { } obstacle)
            Console.WriteLine($"{obstacle}\n");
        foreach (var feature in context.Features.All)
            Console.WriteLine($"{feature.Name,-20} {(feature.Available ? "yes" : "no ")}  {feature.Evidence}");
        return ExitCode.Done;
    }
}
