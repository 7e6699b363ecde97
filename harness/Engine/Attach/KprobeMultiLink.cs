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
    public static Attachment Open(Descriptor program, IReadOnlyList<ProbeTarget> targets, uint attachType, bool atReturn)
    {
        var warnings = new List<string>();
        var all = Enumerable.Range(0, targets.Count).ToList();
        var answer = Create(program, targets, all, attachType, atReturn);
        if (answer < 0 && targets.Count > 1 && IsAboutFunctions(answer))
        {
            // One bad name spoils all, and the kernel does not say which: halve until it is found. Good lists, the usual case, never come here.
            var good = new List<int>();
            Sift(program, targets, all, attachType, atReturn, good, warnings);
            if (good.Count > 0)
                answer = Create(program, targets, good, attachType, atReturn);
        }

        if (answer >= 0)
            return new Attachment(new Descriptor(answer)) { Warnings = warnings };
        var what = targets.Count == 1 ? targets[0].AttachPoint : $"{targets[0].AttachPoint} and {targets.Count - 1} more";
        if (targets.Count == 1 && IsAboutFunctions(answer))
            throw new UnsupportedException($"function:{targets[0].FunctionName}", $"Cannot attach {what}: {Reason(answer)}. See /sys/kernel/tracing/available_filter_functions; kprobe reaches functions that are not in there.") { Errno = -answer };
        throw AttachFailure.Of($"attach {what}", answer);
    }

    private static void Sift(Descriptor program, IReadOnlyList<ProbeTarget> targets, List<int> members, uint attachType, bool atReturn, List<int> good, List<string> warnings)
    {
        var answer = Create(program, targets, members, attachType, atReturn);
        if (answer >= 0)
        {
            new Descriptor(answer).Dispose();
            good.AddRange(members);
            return;
        }

        if (members.Count == 1)
        {
            var target = targets[members[0]];
            if (!target.Expanded)
                throw new UnsupportedException($"function:{target.FunctionName}", $"Cannot attach {target.AttachPoint}: {Reason(answer)}. See /sys/kernel/tracing/available_filter_functions.");
            warnings.Add($"{target.AttachPoint} is left out: {Reason(answer)}");
            return;
        }

        Sift(program, targets, members[..(members.Count / 2)], attachType, atReturn, good, warnings);
        Sift(program, targets, members[(members.Count / 2)..], attachType, atReturn, good, warnings);
    }

    private static bool IsAboutFunctions(int answer) => -answer is Errno.ESRCH or Errno.EINVAL or Errno.ENOENT or Errno.EADDRNOTAVAIL;

    private static string Reason(int answer) => -answer == Errno.ESRCH
        ? "this kernel has no function of that name, or several (ESRCH)"
        : $"the kernel's function tracer cannot reach it ({Errno.Name(-answer)})";

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
