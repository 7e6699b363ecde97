using System.Runtime.InteropServices;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>One link of fentry.multi, fexit.multi or fsession.multi on many functions (<c>bpf_tracing_multi_attach</c>, kernel/bpf/trampoline.c), named by their numbers in the kernel's BTF.</summary>
internal static unsafe class TracingMultiLink
{
    /// <exception cref="UnsupportedException">A function cannot be reached.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, IReadOnlyList<ProbeTarget> targets, uint attachType) =>
        new Sifting(targets, members => Create(program, targets, members, attachType), Reason, "kprobe may reach it.").Open();

    private static string? Reason(int answer) => -answer is Errno.EINVAL or Errno.ENOENT or Errno.ESRCH or Errno.EADDRNOTAVAIL or Errno.EOPNOTSUPP or Errno.ENOTSUPP
        ? $"a trampoline cannot reach it, or cannot hand on its arguments ({Errno.Name(-answer)})"
        : null;

    private static int Create(Descriptor program, IReadOnlyList<ProbeTarget> targets, List<int> members, uint attachType)
    {
        var functions = members.ConvertAll(m => (uint)targets[m].Function!.BtfId).ToArray();
        var cookies = members.ConvertAll(m => (ulong)targets[m].Number).ToArray();
        fixed (uint* functionList = functions)
        fixed (ulong* cookieList = cookies)
        {
            var attributes = new LinkCreateTracing
            {
                Program = (uint)program.Number,
                AttachType = attachType,
                Functions = (ulong)functionList,
                Cookies = (ulong)cookieList,
                Count = (uint)functions.Length,
            };
            return Libc.Bpf(BpfCalls.LinkCreate, &attributes, sizeof(LinkCreateTracing));
        }
    }

    /// <summary><c>link_create</c> and <c>tracing_multi</c> of <c>union bpf_attr</c>, include/uapi/linux/bpf.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkCreateTracing
    {
        public uint Program;
        public uint Target;
        public uint AttachType;
        public uint LinkFlags;
        public ulong Functions;
        public ulong Cookies;
        public uint Count;
        public uint Padding;
    }
}
