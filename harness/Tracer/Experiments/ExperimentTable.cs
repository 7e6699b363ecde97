using Conformance.Engine;
using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Agents;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Experiments;

/// <summary>The table of all experiments: a new one is a file beside this one and a line here.</summary>
internal static class ExperimentTable
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new AttachedTwice(),
        new ConcurrentReturns(),
        new DetachMiddle(),
        new FmodReturn(),
        new KilledTracer(),
        new MidCall(),
        new NestedProbes(),
        new OrderAcross(),
        new OrderingStep(),
        new ProgramsPerHook(),
        new Recursion(),
        new TwoTracers(),
    ];

    /// <summary>Makes the experiment that a job asks for.</summary>
    /// <exception cref="WorkloadException">There is no such experiment or mechanism.</exception>
    public static IReadOnlyList<Observation> Run(ExperimentSpec spec, EngineContext context, ScriptCompilation compile, CancellationToken cancellationToken)
    {
        var experiment = All.FirstOrDefault(experiment => experiment.Name == spec.Name)
            ?? throw new WorkloadException($"there is no experiment '{spec.Name}'; there are: {string.Join(", ", All.Select(experiment => experiment.Name))}");
        var mechanisms = spec.Mechanism.Split('+').Select(Find).ToArray();
        if (mechanisms.Length != experiment.Mechanisms)
            throw new WorkloadException($"experiment {spec.Name} is about {experiment.Mechanisms} mechanisms joined by '+', not '{spec.Mechanism}'");
        foreach (var mechanism in mechanisms)
        {
            if (context.Features.Find(mechanism.Name) is { Available: false } missing)
                throw new UnsupportedException(mechanism.Name, $"Cannot try {mechanism.Name}: this kernel does not offer it ({missing.Evidence}).");
        }

        var bench = new Bench(context, compile, mechanisms);
        experiment.Run(bench, cancellationToken);
        return bench.Observations;
    }

    private static Mechanism Find(string name) => Engine.Probes.Mechanisms.All.FirstOrDefault(mechanism => mechanism.Name == name)
        ?? throw new WorkloadException($"there is no mechanism '{name}'");
}
