using Docker.DotNet.Models;

namespace Conformance.Machines.Containers;

/// <summary>What a container may do. Engines differ: one refuses <c>--privileged</c> because it lacks a capability itself, another refuses single capabilities.</summary>
/// <param name="Name">For the report.</param>
/// <param name="IsPrivileged">Whether everything is allowed.</param>
/// <param name="Capabilities">Else what is allowed beside an ordinary container's capabilities.</param>
internal sealed record Privileges(string Name, bool IsPrivileged, IReadOnlyList<string> Capabilities)
{
    /// <summary>
    /// Tried in this order until the engine starts a container. SYS_ADMIN is what every kernel takes for bpf(2), perf_event_open(2) and mounting tracefs; BPF and PERFMON are parts of it
    /// (include/linux/capability.h, bpf_capable and perfmon_capable) which older engines do not know by name. SYS_NICE is for workloads whose threads must not preempt each other, SYSLOG for the addresses of /proc/kallsyms.
    /// </summary>
    public static IReadOnlyList<Privileges> Ladder { get; } =
    [
        new("privileged", IsPrivileged: true, []),
        Of("SYS_ADMIN", "SYS_NICE", "SYSLOG"),
        Of("SYS_ADMIN"),
        Of("BPF", "PERFMON"),
    ];

    /// <summary>Puts them into what a container is created from. Filters of system calls go in every case: they forbid bpf(2).</summary>
    public void ApplyTo(HostConfig host)
    {
        host.Privileged = IsPrivileged;
        host.CapAdd = [.. Capabilities];
        host.SecurityOpt = IsPrivileged ? [] : ["seccomp=unconfined", "apparmor=unconfined", "label=disable"];
    }

    private static Privileges Of(params string[] capabilities) => new($"capabilities {string.Join(' ', capabilities)}", IsPrivileged: false, capabilities);
}
