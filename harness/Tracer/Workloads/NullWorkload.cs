using Conformance.Protocol;

namespace Conformance.Tracer.Workloads;

/// <summary>Does nothing: for scripts that need no events, and to measure what a job costs by itself.</summary>
internal sealed class NullWorkload : Workload
{
    public override string Name => "null";

    public override string Summary => "does nothing";

    public override IReadOnlyList<Parameter> Parameters => [];

    public override IReadOnlyList<WorkloadThread> Run(IReadOnlyDictionary<string, long> values, CancellationToken cancellationToken) => [];
}
