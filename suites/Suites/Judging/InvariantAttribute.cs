using Conformance.Harness.Invariants;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal.Commands;

namespace Conformance.Suites.Judging;

/// <summary>The test judges this invariant: what becomes of it is recorded as a result of the run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InvariantAttribute(int number) : NUnitAttribute, IWrapTestMethod
{
    /// <summary>The invariant.</summary>
    public Invariant Invariant { get; } = InvariantTable.Get(number);

    /// <inheritdoc/>
    public TestCommand Wrap(TestCommand command) => new JudgingCommand(command, Invariant);
}
