namespace Conformance.Engine.Probes;

/// <summary>A piece of a script whose time is measured, by the kernel's own statistics.</summary>
public sealed class Bench : CalledMechanism
{
    public override string Name => "bench";

    public override string Option => "--bench";

    public override ScriptRun Run => ScriptRun.Benchmarks;
}
