namespace Conformance.Engine.Probes;

/// <summary>Runs once before any other probe.</summary>
public sealed class Begin : LoneMechanism
{
    public override string Name => "begin";

    public override IReadOnlyList<string> Aliases => ["BEGIN"];
}
