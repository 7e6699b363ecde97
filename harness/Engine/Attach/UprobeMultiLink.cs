using System.Runtime.InteropServices;
using System.Text;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>One link on many places of one file (<c>bpf_uprobe_multi_link_attach</c>, kernel/trace/bpf_trace.c).</summary>
internal static unsafe class UprobeMultiLink
{
    private const uint AtReturnFlag = 1; // BPF_F_UPROBE_MULTI_RETURN

    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, IReadOnlyList<ProbeTarget> targets, uint attachType, AttachTools tools, bool atReturn)
    {
        var places = targets.Select(t => (UserPlace)t.Place!).ToArray();
        var offsets = places.Select(p => p.Offset).ToArray();
        var semaphores = places.Select(p => p.Semaphore).ToArray();
        var cookies = targets.Select(t => (ulong)t.Number).ToArray();
        fixed (byte* path = Encoding.UTF8.GetBytes(places[0].Path + '\0'))
        fixed (ulong* offsetList = offsets, semaphoreList = semaphores, cookieList = cookies)
        {
            var attributes = new LinkCreateUprobes
            {
                Program = (uint)program.Number,
                AttachType = attachType,
                Path = (ulong)path,
                Offsets = (ulong)offsetList,
                Semaphores = semaphores.Any(s => s != 0) ? (ulong)semaphoreList : 0,
                Cookies = (ulong)cookieList,
                Count = (uint)places.Length,
                Flags = atReturn ? AtReturnFlag : 0,
                Process = (uint)tools.ProcessId,
            };
            var answer = Libc.Bpf(BpfCalls.LinkCreate, &attributes, sizeof(LinkCreateUprobes));
            return answer >= 0
                ? new Attachment(new Descriptor(answer))
                : throw UprobeEvent.Explain(targets[0], tools, answer) ?? AttachFailure.Of($"attach {targets[0].AttachPoint}{(targets.Count > 1 ? $" and {targets.Count - 1} more" : "")}", answer);
        }
    }

    /// <summary><c>link_create</c> and <c>uprobe_multi</c> of <c>union bpf_attr</c>, include/uapi/linux/bpf.h, as first released.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkCreateUprobes
    {
        public uint Program;
        public uint Target;
        public uint AttachType;
        public uint LinkFlags;
        public ulong Path;
        public ulong Offsets;
        public ulong Semaphores;
        public ulong Cookies;
        public uint Count;
        public uint Flags;
        public uint Process;
        public uint Padding;
    }
}
