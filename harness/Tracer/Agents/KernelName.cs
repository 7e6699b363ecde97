using System.Runtime.InteropServices;

namespace Conformance.Tracer.Agents;

/// <summary>What uname(1) says of the running kernel.</summary>
internal static class KernelName
{
    /// <summary><c>uname -r</c>.</summary>
    public static string Release => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    /// <summary><c>uname -m</c>.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x86_64",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
