namespace Conformance.Engine.Probes;

/// <summary>Runs once after all other probes are detached; a raw tracepoint program that the engine runs itself (BPF_PROG_TEST_RUN).</summary>
public sealed class End : Mechanism
{
    public override string Name => "end";

    public override IReadOnlyList<string> Aliases => ["END"];

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT.</summary>
    public override uint ProgramType => 17;

    public override bool HasHook => false;
}
