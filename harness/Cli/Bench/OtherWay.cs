using System.Diagnostics;
using CliWrap;
using Conformance.Machines.Processes;

namespace Conformance.Cli.Bench;

/// <summary>A command that boots a kernel.</summary>
/// <param name="Program">Name or path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="EndsByItself">Whether it ends soon after the guest's word, and wants to: it has children and files of its own to clear away.</param>
internal sealed record BootCommand(string Program, IReadOnlyList<string> Arguments, bool EndsByItself = false);

/// <summary>It cannot run here; the message says why and what to do.</summary>
internal sealed class OtherWayException(string message) : Exception(message);

/// <summary>Another way to get a kernel to user space, for comparison.</summary>
/// <param name="name">For the table.</param>
/// <param name="prepare">Everything that is not measured; throws <see cref="OtherWayException"/> where it cannot run.</param>
internal sealed class OtherWay(string name, Func<CancellationToken, Task<BootCommand>> prepare)
{
    /// <summary>What a guest says when it is in user space.</summary>
    public const string Word = "user-space-reached";

    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(20);

    private BootCommand? _command;

    /// <summary>For the table.</summary>
    public string Name { get; } = name;

    /// <summary>Why it did not run; <c>null</c> as long as it does.</summary>
    public string? Problem { get; private set; }

    /// <summary>Seconds from start to the guest's word; <c>null</c> if it did not run. What failed once is not tried again.</summary>
    public async Task<double?> MeasureAsync(CancellationToken cancellationToken)
    {
        if (Problem is not null)
            return null;
        try
        {
            return await BootAsync(_command ??= await prepare(cancellationToken), s_deadline, cancellationToken);
        }
        catch (Exception error) when (error is OtherWayException or FileNotFoundException or Images.ImageException)
        {
            Problem = error.Message;
            return null;
        }
    }

    /// <summary>Boots it once; whatever happens, it is gone afterwards.</summary>
    /// <exception cref="OtherWayException">The guest did not say its word.</exception>
    internal static async Task<double> BootAsync(BootCommand command, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var last = "nothing";
        var watch = Stopwatch.StartNew();
        await using var process = await TetheredProcess.StartAsync(
            command.Program,
            command.Arguments,
            PipeSource.Null,
            PipeTarget.ToDelegate(Hear),
            PipeTarget.ToDelegate(Hear));
        await Task.WhenAny(said.Task, process.Exited, Task.Delay(deadline, cancellationToken));
        var seconds = watch.Elapsed.TotalSeconds;
        cancellationToken.ThrowIfCancellationRequested();
        if (said.Task.IsCompleted && command.EndsByItself)
            await Task.WhenAny(process.Exited, Task.Delay(s_end, cancellationToken));
        if (said.Task.IsCompleted)
            return seconds;
        throw new OtherWayException(process.Exited.IsCompleted
            ? $"it ended with exit code {process.Exited.Result}; its last line: {last}"
            : $"its guest did not come up within {deadline.TotalSeconds:0} s; its last line: {last}");

        void Hear(string line)
        {
            if (line.Trim().Length > 0)
                last = line.Trim();
            if (line.Contains(Word, StringComparison.Ordinal))
                said.TrySetResult();
        }
    }
}
