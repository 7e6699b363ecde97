using Conformance.Harness.Traces;
using Conformance.Protocol;

namespace Conformance.Harness.Mutations;

/// <summary>A run that did not happen: a real one, changed at one place.</summary>
/// <param name="What">Says what was changed and where.</param>
/// <param name="Make">Makes it.</param>
public sealed record Mutant(string What, Func<JobResult> Make);

/// <summary>One way to change what a trace means.</summary>
/// <param name="Name">Short (<c>swap</c>).</param>
/// <param name="Invariants">Numbers of those whose sentence becomes false by it, so that each of them must notice.</param>
/// <param name="Of">All mutants of a trace, for the invariant of that number.</param>
public sealed record Mutation(string Name, IReadOnlyList<int> Invariants, Func<Trace, int, IEnumerable<Mutant>> Of);
