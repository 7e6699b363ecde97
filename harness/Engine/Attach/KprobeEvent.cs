using System.Text;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>Attaches kprobe and kretprobe programs to perf events of the kernel's "kprobe" unit (kernel/events/core.c, since 4.17): no name in tracefs, gone when the descriptor is closed.</summary>
internal static unsafe class KprobeEvent
{
    private const string Unit = "kprobe";

    /// <summary>Opens, binds and enables the event.</summary>
    /// <exception cref="UnsupportedException">No kprobes in this kernel, or no such function.</exception>
    /// <exception cref="AttachException">The kernel refused.</exception>
    public static Attachment Open(Descriptor program, ProbeTarget target, AttachTools tools, bool atReturn)
    {
        var place = (KernelPlace)target.Place!;
        fixed (byte* function = Encoding.UTF8.GetBytes(place.KernelName + '\0'))
        {
            var attributes = new PerfEventAttributes
            {
                Type = tools.Units.TypeOf(Unit),
                Config = atReturn ? 1UL << tools.Units.ReturnBitOf(Unit) : 0,
                Config1 = place.Symbol.Length == 0 ? 0 : (ulong)function,
                Config2 = place.Offset,
            };

            // A kprobe is the same on every CPU; the event has to name one.
            return PerfEvent.Open(program, target.AttachPoint, attributes, cpu: 0, process: -1, answer => Explain(target, answer), tools.OpensOnly);
        }
    }

    private static Exception? Explain(ProbeTarget target, int answer) => -answer switch
    {
        Errno.ENOENT when target.FunctionName is { } function => new UnsupportedException($"function:{function}",
            $"Cannot attach {target.AttachPoint}: this kernel has no function of that name (ENOENT). Look for it in /proc/kallsyms, it may be inlined or have another name here."),
        Errno.EADDRNOTAVAIL when target.FunctionName is { } function => new UnsupportedException($"function:{function}",
            $"Cannot attach {target.AttachPoint}: this kernel has several functions called {function} and will not choose (EADDRNOTAVAIL). Name another function on the same path, or an address of /proc/kallsyms: kprobe:0x…"),
        Errno.EILSEQ => new AttachException(
            $"Cannot attach {target.AttachPoint}: no instruction begins at that offset (EILSEQ). Disassemble {target.FunctionName} to find where instructions begin.", Errno.EILSEQ),
        Errno.EINVAL or Errno.EOPNOTSUPP when target.FunctionName is { } function && KprobeBlacklist.Has(function) == true => new UnsupportedException($"function:{function}",
            $"Cannot attach {target.AttachPoint}: {function} is on the kernel's list of functions that must not be probed ({KprobeBlacklist.Path}). Probe its caller instead."),

        // kernel/trace/trace_kprobe.c, within_notrace_func: without CONFIG_KPROBE_EVENTS_ON_NOTRACE only what ftrace can enter may be probed.
        Errno.EINVAL when target.FunctionName is { } function && Tracefs.OfRunningKernel().CanTrace(function) == false => new UnsupportedException($"function:{function}",
            $"Cannot attach {target.AttachPoint}: this kernel has {function}, but does not let it be traced (it is not in tracefs' available_filter_functions). Probe its caller, or where it is inlined."),
        _ => null,
    };
}
