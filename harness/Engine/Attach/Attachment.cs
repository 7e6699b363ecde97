using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Attach;

/// <summary>What holds one program to its hook: a link, or several perf events (one a CPU). Closing it detaches.</summary>
internal sealed class Attachment : IDisposable
{
    private readonly Descriptor[] _descriptors;

    public Attachment(params Descriptor[] descriptors) => _descriptors = descriptors;

    /// <summary>The link, or the perf events.</summary>
    public IReadOnlyList<Descriptor> Descriptors => _descriptors;

    /// <summary>Where some hooks of a list could not be attached: which, and what the kernel said.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What to do once everything is attached (an iterator goes over its objects), or <c>null</c>.</summary>
    public Action<CancellationToken>? Run { get; init; }

    /// <summary>What else is let go of when the program is detached, before its descriptors are.</summary>
    public IDisposable? Listener { get; init; }

    public void Dispose()
    {
        Listener?.Dispose();
        foreach (var descriptor in _descriptors)
            descriptor.Dispose();
    }
}
