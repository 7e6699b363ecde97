using Conformance.Protocol;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>The table of all workloads: a new one is a file beside this one and a line here.</summary>
internal static class WorkloadTable
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new FunctionWorkload(),
        new GetpgidWorkload(),
        new InterruptedWorkload(),
        new KilledWorkload(),
        new MarkerWorkload(),
        new NanosleepWorkload(),
        new NullWorkload(),
        new OpenWorkload(),
        new ReadWorkload(),
        new RenameWorkload(),
        new SpawnWorkload(),
        new TouchWorkload(),
        new UmaskWorkload(),
        new WriteWorkload(),
    ];

    /// <summary>Checks name and parameters, so that a bad one is told before any probe is attached.</summary>
    /// <exception cref="WorkloadException">There is no such workload or parameter, or a value is out of its limits.</exception>
    public static PreparedWorkload Prepare(WorkloadSpec spec)
    {
        var workload = All.FirstOrDefault(w => w.Name == spec.Name)
            ?? throw new WorkloadException($"there is no workload '{spec.Name}'; there are: {string.Join(", ", All.Select(w => w.Name))}");
        foreach (var name in spec.Parameters.Keys)
        {
            if (workload.Parameters.All(p => p.Name != name))
            {
                var known = workload.Parameters.Count == 0 ? "it has none" : $"it has: {string.Join(", ", workload.Parameters.Select(p => p.Name))}";
                throw new WorkloadException($"workload {spec.Name} has no parameter '{name}'; {known}");
            }
        }

        var values = workload.Parameters.ToDictionary(p => p.Name, p => spec.Parameters.TryGetValue(p.Name, out var value) ? value : p.Default);
        foreach (var parameter in workload.Parameters)
        {
            var value = values[parameter.Name];
            if (value < parameter.Least || value > parameter.Most)
            {
                throw new WorkloadException($"workload {spec.Name}: {parameter.Name}={value} is outside {parameter.Least}..{parameter.Most} ({parameter.Meaning})");
            }
        }

        return new PreparedWorkload(workload, spec, values);
    }
}

/// <summary>A workload whose parameters have been checked.</summary>
internal sealed record PreparedWorkload(Workload Workload, WorkloadSpec Spec, IReadOnlyDictionary<string, long> Values)
{
    /// <summary>Runs it and reports.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop before its end.</exception>
    public WorkloadReport Run(CancellationToken cancellationToken)
    {
        var start = Libc.MonotonicNanoseconds();
        var threads = Workload.Run(Values, cancellationToken);
        return new WorkloadReport(Spec, start, Libc.MonotonicNanoseconds(), threads);
    }
}

/// <summary>A workload that was asked for and cannot be run; the message says why.</summary>
internal sealed class WorkloadException(string message) : Exception(message);
