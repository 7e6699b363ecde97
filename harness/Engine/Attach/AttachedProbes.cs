namespace Conformance.Engine.Attach;

/// <summary>Noting probes that are attached one after the other and detached all together, where the kernel's waits can overlap.</summary>
public sealed class AttachedProbes : IDisposable
{
    private readonly LinkSet _links = new();

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Attaches one more.</summary>
    /// <exception cref="AttachException">The kernel refused; the others stay.</exception>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism.</exception>
    public void Add(NotingProbe probe)
    {
        _links.Add(probe.Target, probe.Attach());
        Count++;
    }

    /// <inheritdoc/>
    public void Dispose() => _links.Dispose();
}
