namespace Conformance.Engine;

/// <summary>In which order probes on one hook are attached.</summary>
public enum AttachOrder
{
    /// <summary>Whatever order makes them fire as the script writes them (the engine's promise).</summary>
    Script,

    /// <summary>As the script writes them: shows the bare kernel.</summary>
    Written,
}

/// <summary>How the engine treats one script.</summary>
public sealed record EngineOptions
{
    /// <summary>Order of attachment, see <see cref="Engine.AttachOrder"/>.</summary>
    public AttachOrder AttachOrder { get; init; } = AttachOrder.Script;

    /// <summary>Record a <see cref="Firing"/> for each run of each probe whose predicate holds, without any change to the script.</summary>
    public bool RecordFirings { get; init; }

    /// <summary>Size of the ring buffer in bytes, a power of two and a multiple of the page size.</summary>
    public int RingBufferBytes { get; init; } = 1 << 20;

    /// <summary>Most entries a map holds (bpftrace's <c>max_map_keys</c>).</summary>
    public int MaxMapKeys { get; init; } = 4096;

    /// <summary>Most threads whose invocations are counted for each probe, where firings are recorded; further ones are recorded as invocation 0.</summary>
    public int MaxThreads { get; init; } = 512;

    /// <summary>Longest string, in bytes with its end (bpftrace's <c>max_strlen</c>).</summary>
    public int MaxStringLength { get; init; } = 64;
}
