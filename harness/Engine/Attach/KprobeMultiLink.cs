using System.Runtime.InteropServices;
using System.Text;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>One link of kprobe.multi, kretprobe.multi or kprobe.session on many functions (<c>bpf_kprobe_multi_link_attach</c>, kernel/trace/bpf_trace.c). The kernel looks up all names in one walk over its symbols.</summary>
internal static unsafe class KprobeMultiLink
{
    private const uint AtReturnFlag = 1; // BPF_F_KPROBE_MULTI_RETURN

    /// <exception cref="UnsupportedException">A function is missing.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, IReadOnlyList<ProbeTarget> targets, uint attachType, bool atReturn) =>
        new Sifting(targets, members => Create(program, targets, members, attachType, atReturn), Reason,
            "See /sys/kernel/tracing/available_filter_functions; kprobe reaches functions that are not in there.").Open();

    private static string? Reason(int answer) => -answer switch
    {
        Errno.ESRCH => "this kernel has no function of that name, or several (ESRCH)",
        Errno.EINVAL or Errno.ENOENT or Errno.EADDRNOTAVAIL => $"the kernel's function tracer cannot reach it ({Errno.Name(-answer)})",
        _ => null,
    };

    private static int Create(Descriptor program, IReadOnlyList<ProbeTarget> targets, List<int> members, uint attachType, bool atReturn)
    {
        var text = new List<byte>();
        var starts = new int[members.Count];
        for (var i = 0; i < members.Count; i++)
        {
            starts[i] = text.Count;
            text.AddRange(Encoding.UTF8.GetBytes(((KernelPlace)targets[members[i]].Place!).Symbol));
            text.Add(0);
        }

        var cookies = members.ConvertAll(m => (ulong)targets[m].Number).ToArray();
        var symbols = new ulong[members.Count];
        fixed (byte* names = CollectionsMarshal.AsSpan(text))
        fixed (ulong* symbolList = symbols, cookieList = cookies)
        {
            for (var i = 0; i < symbols.Length; i++)
                symbols[i] = (ulong)(names + starts[i]);
            var attributes = new LinkCreateMulti
            {
                Program = (uint)program.Number,
                AttachType = attachType,
                Flags = atReturn ? AtReturnFlag : 0,
                Count = (uint)symbols.Length,
                Symbols = (ulong)symbolList,
                Cookies = (ulong)cookieList,
            };
            return Libc.Bpf(BpfCalls.LinkCreate, &attributes, sizeof(LinkCreateMulti));
        }
    }

    /// <summary><c>link_create</c> and <c>kprobe_multi</c> of <c>union bpf_attr</c>, include/uapi/linux/bpf.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkCreateMulti
    {
        public uint Program;
        public uint Target;
        public uint AttachType;
        public uint LinkFlags;
        public uint Flags;
        public uint Count;
        public ulong Symbols;
        public ulong Addresses;
        public ulong Cookies;
    }
}
