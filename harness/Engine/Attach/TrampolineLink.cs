using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>Attaches fentry and fexit programs: the function to trace was named when the program was loaded, so the link needs nothing more.</summary>
internal static class TrampolineLink
{
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, ProbeTarget target)
    {
        var answer = BpfCalls.OpenRawTracepoint(program);
        return answer < 0 ? throw AttachFailure.Of($"attach {target.AttachPoint}", answer) : new Attachment(new Descriptor(answer));
    }
}
