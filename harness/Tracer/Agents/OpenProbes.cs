namespace Conformance.Tracer.Agents;

/// <summary>What this process holds of BPF and perf: each program, map, link and event is an open descriptor.</summary>
internal static class OpenProbes
{
    private const string Descriptors = "/proc/self/fd";

    /// <summary>What /proc calls them (<c>anon_inode:bpf-prog</c>, <c>anon_inode:[perf_event]</c>); empty when all is closed.</summary>
    public static IReadOnlyList<string> Find() =>
    [
        .. Directory.EnumerateFiles(Descriptors)
            .Select(path => new FileInfo(path).LinkTarget)
            .OfType<string>()
            .Where(target => target.StartsWith("anon_inode:", StringComparison.Ordinal) && (target.Contains("bpf", StringComparison.Ordinal) || target.Contains("perf", StringComparison.Ordinal))),
    ];
}
