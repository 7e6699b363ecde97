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
    /// <param name="opensOnly">Leave the event without program and silent.</param>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, string attachPoint, in PerfEventAttributes attributes, int cpu, int process, Func<int, Exception?> failure, bool opensOnly = false) =>
        OpenOnEach(program, attachPoint, attributes, [cpu], process, failure, opensOnly);

    /// <summary>The same event on each of several CPUs; switched on one after the other once all are there.</summary>
    /// <exception cref="AttachException">The kernel refused one.</exception>
    public static Attachment OpenOnEach(Descriptor program, string attachPoint, in PerfEventAttributes attributes, IReadOnlyList<int> cpus, int process, Func<int, Exception?> failure, bool opensOnly = false)
    {
        var events = new List<Descriptor>(cpus.Count);
        try
        {
            foreach (var cpu in cpus)
            {
                events.Add(OpenSilent(attachPoint, attributes, cpu, process, failure));
                if (!opensOnly)
                    GiveProgram(events[^1], program, attachPoint, failure);
            }

            if (!opensOnly)
                events.ForEach(opened => SwitchOn(opened, attachPoint));
            return new Attachment([.. events]);
        }
        catch
        {
            events.ForEach(opened => opened.Dispose());
            throw;
        }
    }

    /// <summary>Lets an open event run the program.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static void GiveProgram(Descriptor opened, Descriptor program, string attachPoint, Func<int, Exception?> failure)
    {
        var answer = Libc.Control(opened, SetProgram, program.Number);
        if (answer < 0)
            throw failure(answer) ?? AttachFailure.Of($"attach {attachPoint}", answer);
    }

    /// <summary>Lets an open event count, and so run its program.</summary>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static void SwitchOn(Descriptor opened, string attachPoint)
    {
        var answer = Libc.Control(opened, Enable, 0);
        if (answer < 0)
            throw AttachFailure.Of($"attach {attachPoint}", answer);
    }

    private static Descriptor OpenSilent(string attachPoint, PerfEventAttributes attributes, int cpu, int process, Func<int, Exception?> failure)
    {
        attributes.Size = PerfEventAttributes.StructSize;
        attributes.Flags |= Disabled;
        var opened = Libc.PerfEventOpen(attributes, cpu, process);
        return opened < 0 ? throw failure(opened) ?? AttachFailure.Of($"attach {attachPoint}", opened) : new Descriptor(opened);
    }
}
