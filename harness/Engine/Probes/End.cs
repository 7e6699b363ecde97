namespace Conformance.Engine.Probes;

/// <summary>Runs once after all other probes are detached.</summary>
public sealed class End : LoneMechanism
{
    public override string Name => "end";

    public override IReadOnlyList<string> Aliases => ["END"];
}
