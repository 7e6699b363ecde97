namespace Conformance.Engine.Probes;

/// <summary>A test that a script brings along: it passes if it returns 0, complains about nothing, and does not end the script with an exit code.</summary>
public sealed class Test : CalledMechanism
{
    public override string Name => "test";

    public override string Option => "--test";

    public override ScriptRun Run => ScriptRun.Tests;
}
