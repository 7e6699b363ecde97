using System.Runtime.InteropServices;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>An iterator program, linked to its kind of object; reading from a descriptor of it makes the kernel go over all objects (kernel/bpf/bpf_iter.c).</summary>
internal static unsafe class IteratorLink
{
    private const int CreateIterator = 33; // BPF_ITER_CREATE of enum bpf_cmd

    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, ProbeTarget target, uint attachType)
    {
        var attributes = new LinkCreateIterator { Program = (uint)program.Number, AttachType = attachType };
        var answer = Libc.Bpf(BpfCalls.LinkCreate, &attributes, sizeof(LinkCreateIterator));
        if (answer < 0)
            throw AttachFailure.Of($"attach {target.AttachPoint}", answer);
        var link = new Descriptor(answer);
        return new Attachment(link) { Run = cancellation => GoOver(link, target, cancellation) };
    }

    private static void GoOver(Descriptor link, ProbeTarget target, CancellationToken cancellation)
    {
        var attributes = new IteratorCreate { Link = (uint)link.Number };
        var answer = Libc.Bpf(CreateIterator, &attributes, sizeof(IteratorCreate));
        if (answer < 0)
            throw AttachFailure.Of($"start {target.AttachPoint}", answer);
        using var iterator = new Descriptor(answer);
        // What a program writes goes to the ring buffer; the bytes read here are none of ours, only the reading counts.
        var buffer = stackalloc byte[4096];
        while (!cancellation.IsCancellationRequested)
        {
            var count = Libc.Read(iterator.Number, buffer, 4096);
            // The kernel pauses after a million objects that wrote nothing.
            if (count == 0 || (count < 0 && Marshal.GetLastPInvokeError() is not (Errno.EAGAIN or Errno.EINTR)))
                return;
        }
    }

    /// <summary><c>link_create</c> of <c>union bpf_attr</c> with <c>iter_info</c>, none of which we set.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkCreateIterator
    {
        public uint Program;
        public uint Target;
        public uint AttachType;
        public uint Flags;
        public ulong Info;
        public uint InfoLength;
        public uint Padding;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IteratorCreate
    {
        public uint Link;
        public uint Flags;
    }
}
