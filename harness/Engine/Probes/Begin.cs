namespace Conformance.Engine.Probes;

/// <summary>Runs once before any other probe; a raw tracepoint program that the engine runs itself (BPF_PROG_TEST_RUN).</summary>
public sealed class Begin : Mechanism
{
    public override string Name => "begin";

    public override IReadOnlyList<string> Aliases => ["BEGIN"];

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT.</summary>
    public override uint ProgramType => 17;

    public override bool HasHook => false;
}
