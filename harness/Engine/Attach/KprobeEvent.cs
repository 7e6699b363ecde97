using System.Text;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>Attaches kprobe and kretprobe programs to perf events of the kernel's "kprobe" unit (kernel/events/core.c, since 4.17): no name in tracefs, gone when the descriptor is closed.</summary>
internal static unsafe class KprobeEvent
{
    private const string Unit = "kprobe";

    // _IOW('$', 8, u32) and _IO('$', 0), include/uapi/linux/perf_event.h.
    private const uint SetProgram = 0x40042408;
    private const uint Enable = 0x2400;

    /// <summary>Opens, binds and enables the event.</summary>
    /// <exception cref="UnsupportedException">No kprobes in this kernel, or no such function.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Descriptor Open(Descriptor program, ProbeTarget target, PerfUnits units, bool atReturn)
    {
        var opened = OpenEvent(target, units, atReturn);
        if (opened == -Errno.ENOENT)
            throw new UnsupportedException($"function:{target.Hook}",
                $"Cannot attach {target.AttachPoint}: this kernel has no function of that name (ENOENT). Look for it in /proc/kallsyms, it may be inlined or have another name here.");
        if (opened < 0)
            throw AttachFailure.Of($"attach {target.AttachPoint}", opened);
        var link = new Descriptor(opened);
        try
        {
            Check(Libc.Control(link, SetProgram, program.Number), target);
            Check(Libc.Control(link, Enable, 0), target);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    private static int OpenEvent(ProbeTarget target, PerfUnits units, bool atReturn)
    {
        fixed (byte* function = Encoding.UTF8.GetBytes(target.Hook + '\0'))
        {
            var attributes = new PerfEventAttributes
            {
                Size = PerfEventAttributes.StructSize,
                Type = units.TypeOf(Unit),
                Config = atReturn ? 1UL << units.ReturnBitOf(Unit) : 0,
                Config1 = (ulong)function,
            };

            // A kprobe is the same on every CPU; the event has to name one.
            return Libc.PerfEventOpen(attributes, cpu: 0);
        }
    }

    private static void Check(int answer, ProbeTarget target)
    {
        if (answer < 0)
            throw AttachFailure.Of($"attach {target.AttachPoint}", answer);
    }
}
