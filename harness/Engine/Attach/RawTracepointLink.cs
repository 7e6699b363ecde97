using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>Attaches raw tracepoint programs, by name.</summary>
internal static class RawTracepointLink
{
    /// <exception cref="UnsupportedException">No such tracepoint.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, ProbeTarget target, string name)
    {
        var answer = BpfCalls.OpenRawTracepoint(program, name);
        if (answer >= 0)
            return new Attachment(new Descriptor(answer));
        if (answer == -Errno.ENOENT)
            throw new UnsupportedException($"tracepoint:{name}", $"Cannot attach {target.AttachPoint}: this kernel has no tracepoint of that name (ENOENT). Look for it in /sys/kernel/tracing/available_events.");
        if (answer == -Errno.EINVAL)
            throw new AttachException($"Cannot attach {target.AttachPoint}: the program reads more than the tracepoint has (EINVAL). See its arguments: tracer -lv '{target.AttachPoint}'.", Errno.EINVAL);
        throw AttachFailure.Of($"attach {target.AttachPoint}", answer);
    }
}
