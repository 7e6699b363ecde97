using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>A probe whose perf event is open (one a CPU where the mechanism counts on each): what is left to do comes step by step, in whatever order the caller wants to try.</summary>
public sealed class SteppedProbe : IDisposable
{
    private readonly Descriptor _program;
    private readonly ProbeTarget _target;
    private readonly Attachment _opened;

    internal SteppedProbe(Descriptor program, ProbeTarget target, Attachment opened) => (_program, _target, _opened) = (program, target, opened);

    /// <summary>Gives the event its program (PERF_EVENT_IOC_SET_BPF).</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public void SetProgram()
    {
        foreach (var opened in _opened.Descriptors)
            PerfEvent.GiveProgram(opened, _program, _target.AttachPoint, _ => null);
    }

    /// <summary>Switches the event on (PERF_EVENT_IOC_ENABLE).</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public void SwitchOn()
    {
        foreach (var opened in _opened.Descriptors)
            PerfEvent.SwitchOn(opened, _target.AttachPoint);
    }

    /// <inheritdoc/>
    public void Dispose() => _opened.Dispose();
}
