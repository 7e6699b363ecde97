using Conformance.Machines.Qemu;

namespace Conformance.Machines.Snapshots;

/// <summary>A guest that stood still and can be restored: a directory with its memory, the state of its devices, and this record of both.</summary>
/// <param name="Id">Its own: another guest saved under the same key has another.</param>
/// <param name="Key">Everything that it depends on, in words; see <see cref="SnapshotKey"/>.</param>
/// <param name="Memory">What the file of its memory must hold.</param>
/// <param name="StateHash">XXH128 of the devices' state.</param>
internal sealed record Snapshot(string Id, string Key, MemoryPrint Memory, string StateHash)
{
    /// <summary>What its boot took, in seconds: a measure of this machine, by which a restore is judged late. 0 if nobody knows.</summary>
    public double BootSeconds { get; init; }

    /// <summary>Name of the file with its memory.</summary>
    public const string MemoryName = "memory";

    /// <summary>Name of the file with the state of its devices.</summary>
    public const string StateName = "state";

    /// <summary>Name of the file with this record, written last.</summary>
    public const string RecordName = "about.json";

    /// <summary>Name of the file with what its console had said.</summary>
    public const string ConsoleName = "console";

    /// <summary>The machine that takes it in.</summary>
    public static VirtualMachineSpec Restored(VirtualMachineSpec machine, string directory) => machine with
    {
        Memory = new GuestMemory(machine.MemoryMiB, GuestMemoryKind.CopyOfFile, Path.Combine(directory, MemoryName)),
        WaitsForState = true,
        ConsoleSoFar = Path.Combine(directory, ConsoleName),
    };
}
