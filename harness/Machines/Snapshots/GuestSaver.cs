using System.IO.Hashing;
using Conformance.Machines.Qemu;
using Conformance.Machines.Qemu.Control;

namespace Conformance.Machines.Snapshots;

/// <summary>Saves a running guest into a directory. It stands still meanwhile and goes on afterwards.</summary>
internal static class GuestSaver
{
    // What /proc calls the memory of GuestMemoryKind.Visible: memfd_create(2) prefixes the name that QEMU gives (backends/hostmem-memfd.c).
    private const string MemoryLink = "/memfd:memory-backend-memfd";

    /// <summary>Saves it.</summary>
    /// <param name="guest">With memory that this process can see.</param>
    /// <param name="key">What it depends on.</param>
    /// <param name="directory">Where to; exists.</param>
    /// <param name="cancellationToken">Gives up; the guest may be left standing still.</param>
    /// <exception cref="QmpException">QEMU did not do it. The guest may be left standing still.</exception>
    /// <exception cref="IOException">There is no space, or QEMU is gone.</exception>
    public static async Task<Snapshot> SaveAsync(VirtualMachine guest, SnapshotKey key, string directory, CancellationToken cancellationToken)
    {
        await guest.Control.ExecuteAsync("stop", null, cancellationToken).ConfigureAwait(false);
        using var stream = new MemoryStream();
        await Migration.SaveAsync(guest.Control, stream, cancellationToken).ConfigureAwait(false);
        var state = stream.ToArray();
        var failure = default(IOException);
        var snapshot = default(Snapshot);
        try
        {
            SharedMemoryDevice.ForgetAddress(state);
            await File.WriteAllBytesAsync(Path.Combine(directory, Snapshot.StateName), state, cancellationToken).ConfigureAwait(false);
            var memory = await Task.Run(() => CopyMemory(guest.ProcessId, Path.Combine(directory, Snapshot.MemoryName), cancellationToken), cancellationToken).ConfigureAwait(false);
            if (guest.ConsoleLog is { } log)
                File.Copy(log, Path.Combine(directory, Snapshot.ConsoleName));
            snapshot = new Snapshot(Guid.NewGuid().ToString("N"), key.Text, memory, Convert.ToHexStringLower(XxHash128.Hash(state)));
        }
        catch (IOException error)
        {
            // A full disk is no reason to lose the guest.
            failure = error;
        }

        await guest.Control.ExecuteAsync("cont", null, cancellationToken).ConfigureAwait(false);
        return snapshot ?? throw failure!;
    }

    private static MemoryPrint CopyMemory(int qemu, string path, CancellationToken cancellationToken)
    {
        var memory = Directory.EnumerateFiles($"/proc/{qemu}/fd")
            .FirstOrDefault(link => new FileInfo(link).LinkTarget?.StartsWith(MemoryLink, StringComparison.Ordinal) == true)
            ?? throw new IOException("QEMU holds no file with the guest's memory");
        using var source = File.OpenHandle(memory, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        return MemoryFile.Copy(source, target, cancellationToken);
    }
}
