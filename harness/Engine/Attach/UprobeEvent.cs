using System.Text;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>Attaches programs to perf events of the kernel's "uprobe" unit (kernel/events/core.c, since 4.17): no name in tracefs, gone when the descriptor is closed.</summary>
internal static unsafe class UprobeEvent
{
    private const string Unit = "uprobe";

    // format/ref_ctr_offset says config:32-63 on every kernel that has it (PERF_UPROBE_REF_CTR_OFFSET_SHIFT, since 4.20).
    private const int SemaphoreShift = 32;

    /// <summary>Opens, binds and enables the event, for all processes or the one that was asked for.</summary>
    /// <exception cref="UnsupportedException">No uprobes in this kernel.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, ProbeTarget target, AttachTools tools, bool atReturn)
    {
        var place = (UserPlace)target.Place!;
        fixed (byte* path = Encoding.UTF8.GetBytes(place.Path + '\0'))
        {
            var attributes = new PerfEventAttributes
            {
                Type = tools.Units.TypeOf(Unit),
                Config = (atReturn ? 1UL << tools.Units.ReturnBitOf(Unit) : 0) | (place.Semaphore << SemaphoreShift),
                Config1 = (ulong)path,
                Config2 = place.Offset,
            };
            return PerfEvent.Open(program, target.AttachPoint, attributes, cpu: tools.ProcessId > 0 ? -1 : 0, tools.ProcessOrAll, answer => Explain(target, tools, answer), tools.OpensOnly);
        }
    }

    internal static Exception? Explain(ProbeTarget target, AttachTools tools, int answer) => -answer switch
    {
        Errno.ESRCH when tools.ProcessId > 0 => new AttachException($"Cannot attach {target.AttachPoint}: there is no process {tools.ProcessId} (ESRCH).", Errno.ESRCH),
        Errno.EINVAL => new AttachException(
            $"Cannot attach {target.AttachPoint}: the kernel takes no probe at that place (EINVAL). It must be the start of an instruction in a file that can be mapped for execution.", Errno.EINVAL),
        Errno.EOPNOTSUPP or Errno.ENOTSUPP => new AttachException(
            $"Cannot attach {target.AttachPoint}: the kernel cannot step over the instruction there ({Errno.Name(-answer)}). Choose the next instruction.", -answer),
        Errno.EIO => new AttachException($"Cannot attach {target.AttachPoint}: the file system of {((UserPlace)target.Place!).Path} has no pages to map (EIO). Copy the file to another one.", Errno.EIO),
        _ => null,
    };
}
