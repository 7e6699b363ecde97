using Conformance.Tracer.Native;

namespace Conformance.Tracer.Agents;

/// <summary>
/// What jobs leave behind in a guest that is ours alone: BPF programs, maps and links that nobody should hold any more, probes in tracefs, taints of the kernel (a warning, an
/// oops, a lockup: Documentation/admin-guide/tainted-kernels.rst). Compared with what there was before the first job.
/// </summary>
internal sealed class Residue
{
    // enum bpf_cmd, include/uapi/linux/bpf.h
    private static readonly (string Name, int NextId)[] s_kinds = [("program", 11), ("map", 12), ("link", 31)];

    private static readonly string[] s_events = ["/sys/kernel/tracing/kprobe_events", "/sys/kernel/tracing/uprobe_events"];

    // The kernel frees what was closed after a grace period, and the maps of a program after that: on a busy host that has taken more than 200 ms.
    private const int MostLooks = 250;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(8);

    private readonly HashSet<string> _before = [.. Look()];

    /// <summary>What is there now and was not before; looked at again for a while before it is believed.</summary>
    public IReadOnlyList<string> Find()
    {
        for (var looks = 1; ; looks++)
        {
            var found = Look().Where(item => !_before.Contains(item)).ToList();
            if (found.Count == 0 || looks == MostLooks)
            {
                return found;
            }

            Thread.Sleep(s_pause);
        }
    }

    private static IEnumerable<string> Look()
    {
        foreach (var (name, command) in s_kinds)
        {
            for (var id = SystemCall.NextBpfId(command, 0); id != 0; id = SystemCall.NextBpfId(command, id))
            {
                yield return $"BPF {name} {id}";
            }
        }

        foreach (var line in s_events.Where(File.Exists).SelectMany(File.ReadLines))
        {
            yield return $"event {line}";
        }

        var taints = long.TryParse(File.ReadAllText("/proc/sys/kernel/tainted"), out var mask) ? mask : 0;
        for (var bit = 0; bit < 32; bit++)
        {
            if ((taints & (1L << bit)) != 0)
            {
                yield return $"taint {bit}{(bit == 9 ? " (the kernel warned)" : bit == 14 ? " (the kernel reported a lockup)" : "")}";
            }
        }
    }
}
