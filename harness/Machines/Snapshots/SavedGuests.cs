using System.Collections.Concurrent;
using System.Diagnostics;
using Conformance.Machines.Agents;
using Conformance.Machines.Qemu;
using Conformance.Machines.Qemu.Control;

namespace Conformance.Machines.Snapshots;

/// <summary>
/// Starts machines from saved guests: restores one if the cache has it, else boots it once and saves it as soon as its agent has answered and prepared itself.
/// Whatever is wrong with the cache costs time, never a result: then the kernel is booted, and the machine's description says why.
/// </summary>
internal sealed class SavedGuests(SnapshotStore store)
{
    /// <summary>A saved guest that does not run may be damaged and is made anew; if the new one does not run either, saving is of no use here.</summary>
    private const int MostFailures = 2;

    // A restore takes a tenth of a boot. One that takes longer than the boot took is stuck, and booting is the faster way.
    private static readonly TimeSpan s_leastRestore = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string, long, DateTime), string> _hashes = [];
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);

    /// <summary>Starts a machine.</summary>
    /// <param name="machine">With everything decided.</param>
    /// <param name="qemu">What QEMU says of its version.</param>
    /// <param name="deadline">Most time for a boot, and for a restore.</param>
    /// <param name="progress">Told what it does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MachineException">It did not come up, not even by booting.</exception>
    public async Task<(VirtualMachine Guest, AgentMachine Machine)> OpenAsync(
        VirtualMachineSpec machine, string qemu, TimeSpan deadline, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        string trouble;
        try
        {
            var key = SnapshotKey.Of(machine, qemu, _hashes);
            store.Create();
            for (string? useless = null; ;)
            {
                using (await SnapshotLock.ShareAsync(store.LockOf(key), progress, cancellationToken).ConfigureAwait(false))
                {
                    if (store.Find(key) is { } saved && saved.Id != useless)
                    {
                        var (restored, why) = await TryRestoreAsync(key, saved, machine, deadline, progress, cancellationToken).ConfigureAwait(false);
                        if (restored is { } running)
                            return running;
                        progress?.Report($"the saved guest is of no use: {why}");
                        useless = saved.Id;
                        if (_failures.AddOrUpdate(key.Name, 1, (_, count) => count + 1) >= MostFailures)
                            throw new IOException($"saved guests do not run here ({why})");
                    }
                }

                using (await SnapshotLock.TakeAsync(store.LockOf(key), progress, cancellationToken).ConfigureAwait(false))
                {
                    // Another process may have been first.
                    if (store.Find(key) is not { } made || made.Id == useless)
                        return await BootAndSaveAsync(key, machine, deadline, progress, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or QmpException)
        {
            trouble = $"guests cannot be saved: {error.Message.Split('\n')[0].TrimEnd('.')}";
        }

        progress?.Report($"booting ({trouble})");
        return await BootAsync(machine, $"booted ({trouble})", deadline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Boots a machine that nobody wants to save.</summary>
    /// <exception cref="MachineException">It did not come up.</exception>
    public static async Task<(VirtualMachine Guest, AgentMachine Machine)> BootAsync(VirtualMachineSpec machine, string how, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var guest = await VirtualMachine.StartAsync(machine, cancellationToken).ConfigureAwait(false);
        guest.HowItStarted = how;
        return (guest, await AgentMachine.StartAsync(guest, deadline, cancellationToken).ConfigureAwait(false));
    }

    private async Task<((VirtualMachine Guest, AgentMachine Machine)? Restored, string Why)> TryRestoreAsync(
        SnapshotKey key, Snapshot saved, VirtualMachineSpec machine, TimeSpan deadline, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("restoring");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(deadline = saved.BootSeconds > 0 ? Earlier(deadline, s_leastRestore + TimeSpan.FromSeconds(saved.BootSeconds)) : deadline);
        try
        {
            return (await RestoreAsync(key, saved, machine, deadline, late.Token).ConfigureAwait(false), "");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, $"it did not run within {deadline.TotalSeconds:0} s");
        }
        catch (Exception error) when (error is MachineException or QmpException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return (null, error.Message.Split('\n')[0].TrimEnd('.'));
        }
    }

    private async Task<(VirtualMachine Guest, AgentMachine Machine)> RestoreAsync(SnapshotKey key, Snapshot saved, VirtualMachineSpec machine, TimeSpan deadline, CancellationToken cancellationToken)
    {
        // Read through while QEMU loads; no instruction of the guest runs before that is done.
        var verified = Task.Run(() => store.Verify(key, saved, cancellationToken), cancellationToken);
        VirtualMachine? guest = null;
        try
        {
            var state = store.ReadState(key, saved);
            guest = await VirtualMachine.StartAsync(Snapshot.Restored(machine, store.PathOf(key)), cancellationToken).ConfigureAwait(false);
            await Migration.RestoreAsync(guest.Control, state, cancellationToken).ConfigureAwait(false);
            await verified.ConfigureAwait(false);
            await guest.Control.ExecuteAsync("cont", null, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (guest is not null)
                await guest.DisposeAsync().ConfigureAwait(false);

            // The damage explains what QEMU made of it.
            await verified.ConfigureAwait(false);
            throw;
        }

        guest.HowItStarted = "restored";
        return (guest, await AgentMachine.WakeAsync(guest, deadline, cancellationToken).ConfigureAwait(false));
    }

    private async Task<(VirtualMachine Guest, AgentMachine Machine)> BootAndSaveAsync(
        SnapshotKey key, VirtualMachineSpec machine, TimeSpan deadline, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        // What cannot be written is found out before a boot's time is spent.
        var directory = store.Begin(key);
        try
        {
            progress?.Report("booting");
            var watch = Stopwatch.StartNew();
            var guest = await VirtualMachine.StartAsync(machine with { Memory = new GuestMemory(machine.MemoryMiB, GuestMemoryKind.Visible) }, cancellationToken).ConfigureAwait(false);
            var booted = await AgentMachine.StartAsync(guest, deadline, cancellationToken).ConfigureAwait(false);
            try
            {
                await booted.PrepareAsync(deadline, cancellationToken).ConfigureAwait(false);
                progress?.Report("saving");
                guest.HowItStarted = await SaveAsync(key, guest, directory, watch.Elapsed, cancellationToken).ConfigureAwait(false);
                await booted.WakeAsync(deadline, cancellationToken).ConfigureAwait(false);
                return (guest, booted);
            }
            catch
            {
                await booted.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        finally
        {
            // Has its own name by now, if all went well.
            if (Directory.Exists(directory))
                Directory.Delete(directory, recursive: true);
        }
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task<string> SaveAsync(SnapshotKey key, VirtualMachine guest, string directory, TimeSpan boot, CancellationToken cancellationToken)
    {
        try
        {
            var saved = await GuestSaver.SaveAsync(guest, key, directory, cancellationToken).ConfigureAwait(false);
            store.Finish(key, saved with { BootSeconds = Math.Round(boot.TotalSeconds, 1) });
            return "booted and saved";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && !guest.Ended.IsCompleted)
        {
            return $"booted (it could not be saved: {error.Message.TrimEnd('.')})";
        }
    }
}
