using System.ComponentModel;
using System.Diagnostics;
using Conformance.Machines.Processes;

namespace Conformance.Machines.Containers;

/// <summary>A container engine that we start ourselves, for one run: it has its own directory and socket, touches nothing of the system's engine, and ends with us.</summary>
/// <remarks>
/// A shell between us and the daemon holds the other end of a pipe of ours. When that is closed, and the kernel closes it even if we are killed, it tells the daemon to end, which ends its containers and
/// unmounts what it mounted; killing the daemon itself would leave both. They live in a mount namespace of their own, so that no mount is ever seen outside.
/// </remarks>
public sealed class OwnEngine : IAsyncDisposable
{
    /// <summary>What a user writes in the place of an address.</summary>
    public const string Word = "own";

    /// <summary>sockaddr_un (unix(7)) has room for 107 bytes.</summary>
    private const int MostSocketBytes = 107;

    private const int MostSideBySide = 16;

    private const string Guardian = """
        exec 3<&0
        "$@" </dev/null 3<&- & daemon=$!
        { cat <&3 >/dev/null; kill -TERM "$daemon"; } 2>/dev/null & watch=$!
        wait "$daemon"; status=$?
        kill "$watch" 2>/dev/null
        exit "$status"
        """;

    private static readonly TimeSpan s_startDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_endDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly FileStream _place;

    private OwnEngine(Process process, FileStream place, string address) => (_process, _place, Address) = (process, place, address);

    /// <summary>Where it answers, as Docker writes it (<c>unix://…</c>).</summary>
    public string Address { get; }

    /// <summary>Starts one and waits until it answers.</summary>
    /// <param name="cacheRoot">Its directory lies below; what it keeps there makes the next start faster.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MachineException">It is not installed, or does not start.</exception>
    public static async Task<OwnEngine> StartAsync(string cacheRoot, CancellationToken cancellationToken)
    {
        var daemon = Find("dockerd") ?? throw new MachineException(MachineFault.Setup, "There is no dockerd to start a container engine with. Install it: apt-get install docker.io");
        var unshare = Find("unshare") ?? throw new MachineException(MachineFault.Setup, "'unshare' is not installed. Install it: apt-get install util-linux");
        var (place, directory) = TakePlace(Path.GetFullPath(cacheRoot));
        try
        {
            var socket = Path.Combine(directory, "sock");
            if (System.Text.Encoding.UTF8.GetByteCount(socket) > MostSocketBytes)
                throw new MachineException(MachineFault.Setup, $"'{socket}' is too long for a socket's name. Choose a cache with a shorter one (--cache).");
            File.Delete(socket);
            await File.WriteAllTextAsync(Path.Combine(directory, "daemon.json"), "{}", cancellationToken).ConfigureAwait(false);
            var log = Path.Combine(directory, "log");
            var engine = new OwnEngine(Start(unshare, daemon, directory, socket, log), place, $"unix://{socket}");
            try
            {
                await engine.WaitAsync(log, cancellationToken).ConfigureAwait(false);
                return engine;
            }
            catch
            {
                await engine.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            await place.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Tells it to end, and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var deadline = new CancellationTokenSource(s_endDeadline);
            await _process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException)
        {
            // It had ended before.
        }

        _process.Dispose();
        await _place.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The first directory that no other engine of ours uses.</summary>
    private static (FileStream Lock, string Directory) TakePlace(string cacheRoot)
    {
        try
        {
            for (var number = 0; number < MostSideBySide; number++)
            {
                var directory = Path.Combine(cacheRoot, "containers", $"{number}");
                Directory.CreateDirectory(directory);
                try
                {
                    return (new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), directory);
                }
                catch (IOException)
                {
                    // Another run has it.
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MachineException(MachineFault.Setup, $"A container engine of our own needs a directory below '{cacheRoot}': {error.Message} Choose another cache (--cache).", inner: error);
        }

        throw new MachineException(MachineFault.Setup, $"{MostSideBySide} container engines of ours run already. Wait for one of these runs to end.");
    }

    private static Process Start(string unshare, string daemon, string directory, string socket, string log)
    {
        string[] command =
        [
            daemon, "--config-file", Path.Combine(directory, "daemon.json"), "--data-root", Path.Combine(directory, "data"), "--exec-root", Path.Combine(directory, "exec"),
            "--pidfile", Path.Combine(directory, "pid"), "--host", $"unix://{socket}",

            // Containers of ours have no network, and no image has more than two files.
            "--bridge", "none", "--iptables=false", "--ip-forward=false", "--storage-driver", "vfs",
        ];
        var start = new ProcessStartInfo(Find("setsid") ?? "setsid") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (var word in (string[])[unshare, "--mount", "sh", "-c", $"exec >'{log.Replace("'", "'\\''", StringComparison.Ordinal)}' 2>&1\n{Guardian}", "sh", .. command])
            start.ArgumentList.Add(word);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new MachineException(MachineFault.Setup, $"A container engine could not be started: {error.Message}. Install util-linux.", inner: error);
        }
    }

    private async Task WaitAsync(string log, CancellationToken cancellationToken)
    {
        var deadline = Stopwatch.StartNew();
        while ((await ContainerEngine.FindAsync(Address, cancellationToken).ConfigureAwait(false)).Engine is null)
        {
            if (_process.HasExited || deadline.Elapsed > s_startDeadline)
            {
                var tail = File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(5)) : "";
                var what = _process.HasExited ? $"ended with exit code {_process.ExitCode}" : $"did not answer within {s_startDeadline.TotalSeconds:0} s";
                throw new MachineException(MachineFault.Setup, $"The container engine of our own {what}; it needs root. Its log ({log}):\n{tail}");
            }

            await Task.Delay(s_interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Daemons lie where an ordinary user's PATH does not lead.</summary>
    private static string? Find(string program) => ProgramSearch.Find(program) ?? ProgramSearch.Find($"/usr/sbin/{program}");
}
