using System.Buffers.Binary;
using System.Text;
using Conformance.Protocol.Transport;

namespace Conformance.Machines.Qemu;

/// <summary>
/// Memory that guest and host share, behind the agent's serial port: bytes go through it, see <see cref="BellStream"/>. The guest maps it through sysfs (the file <c>resource2</c> of
/// the PCI device, docs/system/devices/ivshmem of QEMU), which every distribution's kernel has built in; no driver is needed.
/// </summary>
/// <param name="Path">A file of <see cref="SharedMemory.Size"/> bytes.</param>
public sealed record SharedMemoryDevice(string Path) : IQemuDevice
{
    private const string Id = "shared";

    // Anywhere on the root bus that the board leaves free: the guest is told where.
    private const string Slot = "1e";

    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments =>
    [
        "-object", $"memory-backend-file,id={Id},size={SharedMemory.Size},mem-path={Path.Replace(",", ",,", StringComparison.Ordinal)},share=on",

        // master: a guest with a peer's memory cannot be saved.
        "-device", $"ivshmem-plain,memdev={Id},master=on,addr=0x{Slot}",
    ];

    /// <inheritdoc/>
    public IEnumerable<string> KernelArguments => [$"conformance.memory={Address}"];

    private static string Address => $"0000:00:{Slot}.0";

    /// <summary>
    /// Makes a saved state fit a new QEMU. Shared memory is not in it, but the address at which the guest had it is, and QEMU compares that before it has read where the guest put
    /// the device (migration/ram.c, parse_ramblock): a memory that is not mapped yet has the address 0.
    /// </summary>
    /// <param name="state">A migration stream, changed in place.</param>
    /// <exception cref="IOException">The stream does not name the memory where it should.</exception>
    public static void ForgetAddress(Span<byte> state)
    {
        var name = Encoding.ASCII.GetBytes($"{Address}/{Id}");
        Span<byte> block = [(byte)name.Length, .. name, .. new byte[sizeof(ulong)]];
        BinaryPrimitives.WriteUInt64BigEndian(block[^sizeof(ulong)..], SharedMemory.Size);
        var at = state.IndexOf(block);
        if (at < 0 || state.Length < at + block.Length + sizeof(ulong))
            throw new IOException($"QEMU's saved state does not name {Address}/{Id}");
        state.Slice(at + block.Length, sizeof(ulong)).Clear();
    }
}
