namespace Conformance.Tracer.Agents;

/// <summary>
/// Collects garbage between jobs, so that it need not be collected while probes are attached: then threads of this process would wait for each other by
/// nanosleep, which is what workloads do and probes look at.
/// </summary>
internal sealed class Garbage
{
    /// <summary>A quarter of what guests may allocate before the runtime collects by itself (GCgen0size on their kernel's command line).</summary>
    private const long Enough = 16 << 20;

    private long _collected;

    /// <summary>Collects if there is enough of it.</summary>
    public void Collect()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _collected < Enough)
        {
            return;
        }

        _collected = allocated;
        GC.Collect();
    }
}
