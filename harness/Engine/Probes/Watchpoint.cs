using System.Globalization;
using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>What a processor's debug register watches.</summary>
/// <param name="Access">HW_BREAKPOINT_R, W, X as bits 1, 2, 4 (include/uapi/linux/hw_breakpoint.h).</param>
internal sealed record WatchedMemory(ulong Address, ulong Length, uint Access);

/// <summary>Fires when memory is read, written or executed: <c>watchpoint:0xaddress:length:mode</c>, by the processor's debug registers, of which there are four on x86-64.</summary>
public sealed class Watchpoint : Mechanism
{
    /// <summary>PERF_TYPE_BREAKPOINT, include/uapi/linux/perf_event.h.</summary>
    private const uint PerfType = 5;

    public override string Name => "watchpoint";

    public override IReadOnlyList<string> Aliases => ["w", "asyncwatchpoint", "aw"];

    /// <summary>BPF_PROG_TYPE_PERF_EVENT.</summary>
    public override uint ProgramType => 7;

    public override bool FiltersByProcess => false;

    public override string ObjectSection(ProbeTarget target) => "perf_event";

    internal override bool TrialIsCalled => false;

    internal override void Resolve(PlaceRequest request)
    {
        const string Example = "write watchpoint:0x10000000:8:rw (address, 1, 2, 4 or 8 bytes, and r, w, rw or x)";
        if (request.Parts.Count != 3)
        {
            request.Wrong($"'{request.Text}' is no place for {Name}", Example);
            return;
        }

        if (!KernelFunctionPlaces.TryNumber(request.Parts[0], out var address))
        {
            if (request.Kernel.Hooks.Symbols.AddressOf(request.Parts[0]) is not { } found)
            {
                request.Wrong($"'{request.Parts[0]}' is neither an address nor a symbol of the kernel", request.Parts[0].Contains("+arg", StringComparison.Ordinal)
                    ? "watching what an argument points to is not supported: print the argument, then watch the address"
                    : request.Kernel.Hooks.Symbols.MissingReason ?? Example);
                return;
            }

            address = found;
        }

        if (!KernelFunctionPlaces.TryNumber(request.Parts[1], out var length) || length is not (1 or 2 or 4 or 8))
        {
            request.Wrong($"a watchpoint cannot be {request.Parts[1]} bytes long", Example);
            return;
        }

        // Write alone the processor knows; read alone it does not, so reading means both.
        var mode = new string([.. request.Parts[2].Order()]);
        var access = mode switch { "r" => 1u, "w" => 2u, "rw" => 3u, "x" => 4u, _ => 0u };
        if (access == 0)
            request.Wrong($"a watchpoint has no mode '{request.Parts[2]}'", mode.Contains('x', StringComparison.Ordinal) ? "x stands alone: executing cannot be watched together with reading or writing" : Example);
        else if (address % length != 0 && access != 4)
            request.Wrong($"0x{address:x} is not a multiple of {length}, as the processor wants it", "watch fewer bytes, or begin at a multiple");
        else
            request.Add(Target(new WatchedMemory(address, length, access), request.Parts[2]));
    }

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools)
    {
        var memory = (WatchedMemory)target.Place!;
        var attributes = new PerfEventAttributes
        {
            Type = PerfType,
            SamplePeriod = 1,
            BreakpointType = memory.Access,
            Config1 = memory.Address,
            // For instructions the length is that of a word (HW_BREAKPOINT_LEN of x86).
            Config2 = memory.Access == 4 ? 8 : memory.Length,
        };
        return PerfEvent.OpenOnEach(program, target.AttachPoint, attributes, tools.Cpus, tools.ProcessOrAll, answer => Explain(target, tools, answer));
    }

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) =>
        // The first page of the address space is never mapped, so nobody ever comes there.
        (Target(new WatchedMemory(8, 8, 2), "w"), null);

    private ProbeTarget Target(WatchedMemory memory, string mode)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"0x{memory.Address:x}:{memory.Length}:{mode}");
        return new ProbeTarget(this, text, $"{Name}:{text}", null) { Place = memory };
    }

    private static Exception? Explain(ProbeTarget target, AttachTools tools, int answer) => -answer switch
    {
        Errno.ENOSPC => new AttachException($"Cannot attach {target.AttachPoint}: the processor has no debug register left (ENOSPC). Use fewer watchpoints, or end other debuggers.", Errno.ENOSPC),
        Errno.ENODEV or Errno.EOPNOTSUPP => new UnsupportedException("watchpoint", $"Cannot attach {target.AttachPoint}: this machine has no debug registers for perf events ({Errno.Name(-answer)})."),
        Errno.EINVAL or Errno.EPERM when tools.ProcessId <= 0 => new AttachException(
            $"Cannot attach {target.AttachPoint}: the kernel refuses ({Errno.Name(-answer)}). Memory of a process is watched with -p PID or -c COMMAND.", -answer),
        _ => null,
    };
}
