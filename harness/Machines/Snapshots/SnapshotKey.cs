using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using Conformance.Machines.Qemu;

namespace Conformance.Machines.Snapshots;

/// <summary>Everything that a saved guest depends on. Another kernel, image, emulator, processor, memory or kernel command line is another guest.</summary>
/// <param name="Text">In words, one a line.</param>
internal sealed record SnapshotKey(string Text)
{
    // Raise it when what is done before saving changes, or how it is kept.
    private const int Format = 1;

    /// <summary>The directory's name.</summary>
    public string Name => Hash(Encoding.UTF8.GetBytes(Text));

    /// <summary>The key of a machine.</summary>
    /// <param name="machine">With everything decided.</param>
    /// <param name="qemu">What QEMU says of its version, package included.</param>
    /// <param name="hashes">Hashes of files as this process has read them before, by path, length and time.</param>
    /// <exception cref="IOException">Kernel or image cannot be read.</exception>
    public static SnapshotKey Of(VirtualMachineSpec machine, string qemu, ConcurrentDictionary<(string, long, DateTime), string> hashes)
    {
        // The command line holds processor, accelerator, memory, devices and the kernel's own command line; paths say nothing, contents do.
        var command = (machine with { KernelImage = "kernel", Initramfs = "image", Memory = new GuestMemory(machine.MemoryMiB) }).Command(name => name);
        string[] lines =
        [
            $"format {Format}",
            $"kernel {HashOf(machine.KernelImage, hashes)}",
            $"image {HashOf(machine.Initramfs, hashes)}",
            $"emulator {qemu}",
            $"arguments {string.Join(' ', command.Arguments)}",
            .. machine.Accelerator == Accelerator.Kvm ? Host() : [],
        ];
        return new SnapshotKey(string.Join('\n', lines));
    }

    /// <summary>Under KVM the guest has seen the host's own processor, and its kernel has chosen code by it.</summary>
    private static IEnumerable<string> Host()
    {
        yield return $"host {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}";
        foreach (var line in File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0))
        {
            if (line.StartsWith("model name", StringComparison.Ordinal) || line.StartsWith("flags", StringComparison.Ordinal) || line.StartsWith("microcode", StringComparison.Ordinal))
                yield return line;
        }
    }

    private static string HashOf(string path, ConcurrentDictionary<(string, long, DateTime), string> hashes)
    {
        var file = new FileInfo(path);
        return hashes.GetOrAdd((path, file.Length, file.LastWriteTimeUtc), _ => Hash(File.ReadAllBytes(path)));
    }

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(XxHash128.Hash(content));
}
