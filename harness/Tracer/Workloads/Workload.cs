using Conformance.Protocol;

namespace Conformance.Tracer.Workloads;

/// <summary>Something that makes a known number of system calls and reports them. One file a workload; <see cref="WorkloadTable"/> is the table of all.</summary>
internal abstract class Workload
{
    /// <summary>What scripts of the harness call it.</summary>
    public abstract string Name { get; }

    /// <summary>One line for <c>tracer workload</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>All parameters, with meaning, default and limits.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Runs it to its end.</summary>
    /// <param name="values">A value for each of <see cref="Parameters"/>, within its limits.</param>
    /// <exception cref="OperationCanceledException">It was told to stop before its end; nothing of it is left running.</exception>
    public abstract IReadOnlyList<WorkloadThread> Run(IReadOnlyDictionary<string, long> values, CancellationToken cancellationToken);
}

/// <summary>An integer parameter of a workload.</summary>
internal sealed record Parameter(string Name, string Meaning, long Default, long Least, long Most);
