using System.Globalization;
using System.Runtime.InteropServices;

namespace Conformance.Harness.Runs;

/// <summary>What a reader has to know of the machine below before comparing times of two runs.</summary>
public static class HostDescription
{
    /// <summary>What <c>uname -m</c> prints here.</summary>
    public static string Architecture => RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "x86_64",
        System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>Kernel, processor, cores and memory; what cannot be read is left out.</summary>
    public static IReadOnlyDictionary<string, string> Read()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture) };
        Add("kernel", "/proc/sys/kernel/osrelease", text => text.Trim());
        Add("processor", "/proc/cpuinfo", text => Field(text, "model name"));
        Add("memory", "/proc/meminfo", text => Field(text, "MemTotal"));
        return facts;

        void Add(string name, string file, Func<string, string?> read)
        {
            try
            {
                if (read(File.ReadAllText(file)) is { Length: > 0 } value)
                    facts[name] = value;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A description only: a system without /proc still runs.
            }
        }
    }

    private static string? Field(string text, string name) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim();
}
