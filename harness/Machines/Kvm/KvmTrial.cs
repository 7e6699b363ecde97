using System.Text;
using CliWrap;
using Conformance.Machines.Processes;

namespace Conformance.Machines.Kvm;

/// <summary>Whether KVM can be used, and how that is known.</summary>
/// <param name="Works">A guest really ran on it, at a processor's speed.</param>
/// <param name="Reason">In words (<c>there is no /dev/kvm</c>, <c>a test guest ran on it</c>).</param>
public sealed record KvmVerdict(bool Works, string Reason);

/// <summary>
/// Tries KVM with a guest of our own. That <c>/dev/kvm</c> exists and opens proves nothing: on some nested hosts a machine can be created, but
/// its instructions are interpreted one by one somewhere below, a hundred times slower than by QEMU itself.
/// </summary>
public static class KvmTrial
{
    /// <summary>Most time from QEMU's start until the guest runs; generous, for a machine that has to read QEMU from its disk first.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(4);

    /// <summary>What QEMU opens.</summary>
    public const string Device = "/dev/kvm";

    // The loop takes 5 ms on a processor. Where instructions are interpreted it takes 8 s.
    private static readonly TimeSpan s_loopDeadline = TimeSpan.FromMilliseconds(400);

    /// <summary>Tries it.</summary>
    /// <param name="qemu">QEMU's name or path.</param>
    /// <param name="deadline">Most time until the guest says that it runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<KvmVerdict> RunAsync(string qemu, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (ProgramSearch.Find(qemu) is null)
            return new KvmVerdict(false, $"{qemu} is not installed");
        if (Unusable(Device) is { } reason)
            return new KvmVerdict(false, reason);
        return await RunAsync(qemu, "kvm", deadline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the test guest with any accelerator.</summary>
    internal static async Task<KvmVerdict> RunAsync(string qemu, string accelerator, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("conformance-kvm-");
        try
        {
            var rom = Path.Combine(directory.FullName, "rom");
            await File.WriteAllBytesAsync(rom, TrialGuest.Rom(), cancellationToken).ConfigureAwait(false);
            var alive = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var error = new StringBuilder();
            await using var process = await TetheredProcess.StartAsync(
                qemu,
                TrialGuest.Arguments(accelerator, rom),
                PipeSource.Null,
                PipeTarget.Create((output, token) => NoticeAsync(output, alive, token)),
                PipeTarget.ToStringBuilder(error),
                Confinement.OptionsWith(Device)).ConfigureAwait(false);

            await WaitAsync(Task.WhenAny(alive.Task, process.Exited), deadline, cancellationToken).ConfigureAwait(false);
            if (!alive.Task.IsCompleted && !process.Exited.IsCompleted)
                return new KvmVerdict(false, $"a test guest did not start on it within {deadline.TotalSeconds:0.#} s");

            await WaitAsync(process.Exited, s_loopDeadline, cancellationToken).ConfigureAwait(false);
            if (!process.Exited.IsCompleted)
            {
                return new KvmVerdict(
                    false,
                    $"a test guest started on it but did not finish {TrialGuest.Rounds:N0} rounds of a loop within {s_loopDeadline.TotalSeconds} s: " +
                    "its instructions are interpreted somewhere below, slower than by TCG");
            }

            return await process.Exited.ConfigureAwait(false) == TrialGuest.FinishedExitCode
                ? new KvmVerdict(true, "a test guest ran on it")
                : new KvmVerdict(false, $"QEMU could not start a test guest on it: {FirstLine(error.ToString())}{(error.ToString().Contains("Permission denied", StringComparison.Ordinal) ? $" (it has no capabilities of root: {Device} must be open to its user or the device's group)" : "")}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static string? Unusable(string device)
    {
        try
        {
            using var handle = File.OpenHandle(device, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            return null;
        }
        catch (FileNotFoundException)
        {
            return $"there is no {device}";
        }
        catch (UnauthorizedAccessException)
        {
            return $"{device} may not be opened by this user; add the user to the group that owns it";
        }
        catch (IOException error)
        {
            return $"{device} cannot be opened: {error.Message}";
        }
    }

    private static async Task NoticeAsync(Stream output, TaskCompletionSource alive, CancellationToken cancellationToken)
    {
        var buffer = new byte[64];
        int count;
        while ((count = await output.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (buffer.AsSpan(0, count).Contains(TrialGuest.Alive))
                alive.TrySetResult();
        }
    }

    private static async Task WaitAsync(Task task, TimeSpan deadline, CancellationToken cancellationToken)
    {
        await Task.WhenAny(task, Task.Delay(deadline, cancellationToken)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static string FirstLine(string text)
    {
        var line = Consoles.ConsoleText.Clean(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "");
        return line.Length > 0 ? line : "it said nothing";
    }
}
