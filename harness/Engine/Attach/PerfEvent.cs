using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Attach;

/// <summary>Perf events with a program: opened silent, given the program, then switched on; closed again if any step fails.</summary>
internal static class PerfEvent
{
    /// <summary>perf_event_attr.disabled and .freq, bits 0 and 10 of the flags (include/uapi/linux/perf_event.h).</summary>
    public const ulong Disabled = 1;
    public const ulong Frequency = 1 << 10;

    // _IOW('$', 8, u32) and _IO('$', 0), include/uapi/linux/perf_event.h.
    private const uint SetProgram = 0x40042408;
    private const uint Enable = 0x2400;

    /// <summary>One event on one CPU, or following one process.</summary>
    /// <param name="failure">Says what the kernel's answer means, if it refuses to open the event.</param>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, string attachPoint, in PerfEventAttributes attributes, int cpu, int process, Func<int, Exception?> failure)
    {
        var link = OpenSilent(program, attachPoint, attributes, cpu, process, failure);
        SwitchOn(attachPoint, [link]);
        return new Attachment(link);
    }

    /// <summary>The same event on each of several CPUs; switched on one after the other once all are there.</summary>
    /// <exception cref="AttachException">The kernel refused one.</exception>
    public static Attachment OpenOnEach(Descriptor program, string attachPoint, in PerfEventAttributes attributes, IReadOnlyList<int> cpus, int process, Func<int, Exception?> failure)
    {
        var links = new List<Descriptor>(cpus.Count);
        try
        {
            foreach (var cpu in cpus)
                links.Add(OpenSilent(program, attachPoint, attributes, cpu, process, failure));
        }
        catch
        {
            links.ForEach(l => l.Dispose());
            throw;
        }

        SwitchOn(attachPoint, links);
        return new Attachment([.. links]);
    }

    private static Descriptor OpenSilent(Descriptor program, string attachPoint, PerfEventAttributes attributes, int cpu, int process, Func<int, Exception?> failure)
    {
        attributes.Size = PerfEventAttributes.StructSize;
        attributes.Flags |= Disabled;
        var opened = Libc.PerfEventOpen(attributes, cpu, process);
        if (opened < 0)
            throw failure(opened) ?? AttachFailure.Of($"attach {attachPoint}", opened);
        var link = new Descriptor(opened);
        var answer = Libc.Control(link, SetProgram, program.Number);
        if (answer >= 0)
            return link;
        link.Dispose();
        throw failure(answer) ?? AttachFailure.Of($"attach {attachPoint}", answer);
    }

    private static void SwitchOn(string attachPoint, IReadOnlyList<Descriptor> links)
    {
        foreach (var link in links)
        {
            var answer = Libc.Control(link, Enable, 0);
            if (answer >= 0)
                continue;
            foreach (var open in links)
                open.Dispose();
            throw AttachFailure.Of($"attach {attachPoint}", answer);
        }
    }
}
