using System.ComponentModel;
using CliWrap;

namespace Conformance.Machines.Processes;

/// <summary>A child process that cannot outlive this one, not even when this one is killed with SIGKILL.</summary>
/// <remarks>
/// <c>setpriv --pdeathsig KILL</c> (util-linux) asks the kernel to kill the child when its parent dies (prctl(2), PR_SET_PDEATHSIG). The parent in
/// that sense is the thread that forked, and the runtime's pool threads come and go, so every child gets a thread of its own that waits for its end.
/// <c>setsid</c> (util-linux) keeps the terminal's Ctrl-C away from the child: this process alone decides when it ends, and so
/// a run that is cancelled is never mistaken for a machine that died. Both replace themselves by the program, which keeps its process id.
/// A file that only this process has (/proc/PID/fd/N) is opened for the child before its rights are dropped: without them it may not look into this process (ptrace(2), access mode checking).
/// </remarks>
public sealed class TetheredProcess : IAsyncDisposable
{
    /// <summary>The child's descriptor of a file that only this process has; sh(1) knows descriptors of one digit.</summary>
    private const int HandedOver = 9;

    private readonly CancellationTokenSource _kill = new();
    private readonly TaskCompletionSource<int> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TetheredProcess()
    {
    }

    /// <summary>Process id.</summary>
    public int Id => _started.Task.Result;

    /// <summary>Completes with the exit code once the process has ended and all its output was read; never fails. 128 + N for signal N.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Name (looked up in PATH) or path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="output">Takes what it writes to standard output.</param>
    /// <param name="error">Takes what it writes to standard error.</param>
    /// <param name="confinement">What it may not do (<see cref="Confinement"/>); <c>null</c>: it may do what this process may.</param>
    /// <exception cref="FileNotFoundException">There is no such program, or util-linux is missing.</exception>
    public static async Task<TetheredProcess> StartAsync(
        string program, IReadOnlyList<string> arguments, PipeSource input, PipeTarget output, PipeTarget error, IReadOnlyList<string>? confinement = null)
    {
        // Looked up here, because setpriv would report a missing program only in its own words.
        var path = ProgramSearch.Find(program) ?? throw new FileNotFoundException($"'{program}' is not installed", program);
        var detach = ProgramSearch.Find("setsid") ?? throw new FileNotFoundException("'setsid' (util-linux) is not installed", "setsid");
        var tether = ProgramSearch.Find("setpriv") ?? throw new FileNotFoundException("'setpriv' (util-linux) is not installed", "setpriv");
        string[] words = [detach, tether, .. confinement ?? [], "--pdeathsig", "KILL", "--", path, .. arguments];
        if (arguments.FirstOrDefault(argument => argument.StartsWith($"/proc/{Environment.ProcessId}/fd/", StringComparison.Ordinal)) is { } own)
            words = ["/bin/sh", "-c", $"exec {HandedOver}<\"$1\"; shift; exec \"$@\"", "sh", own, .. words.Select(word => word == own ? $"/proc/self/fd/{HandedOver}" : word)];
        var command = Cli.Wrap(words[0])
            .WithArguments(words[1..])
            .WithStandardInputPipe(input)
            .WithStandardOutputPipe(output)
            .WithStandardErrorPipe(error)
            .WithValidation(CommandResultValidation.None);

        var process = new TetheredProcess();
        var keeper = new Thread(() => process.Keep(command)) { IsBackground = true, Name = $"keeper of {Path.GetFileName(program)}" };
        keeper.Start();
        await process._started.Task.ConfigureAwait(false);
        return process;
    }

    /// <summary>Kills the process and waits until it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_exited.Task.IsCompleted)
            await _kill.CancelAsync().ConfigureAwait(false);
        await _exited.Task.ConfigureAwait(false);
        _kill.Dispose();
    }

    private void Keep(Command command)
    {
        try
        {
            var running = command.ExecuteAsync(_kill.Token);
            _started.SetResult(running.ProcessId);
            _exited.SetResult(running.Task.GetAwaiter().GetResult().ExitCode);
        }
        catch (OperationCanceledException)
        {
            // Killed by us: 128 + SIGKILL, as a shell would say.
            _exited.TrySetResult(137);
        }
        catch (Exception error) when (!_started.Task.IsCompleted)
        {
            _started.SetException(error is Win32Exception ? new FileNotFoundException(error.Message, command.TargetFilePath, error) : error);
            _exited.TrySetResult(127);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // A pipe broke while the process was dying; what matters is that it is over.
            _exited.TrySetResult(137);
        }
    }
}
