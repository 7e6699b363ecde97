using System.Net.Sockets;
using System.Text;
using CliWrap;
using Conformance.Machines.Agents;
using Conformance.Machines.Consoles;
using Conformance.Machines.Processes;

namespace Conformance.Machines.Qemu;

/// <summary>One running QEMU, its console and the connection to what lives in it.</summary>
public sealed class VirtualMachine : IAgentHome
{
    private const string ConsolePort = "console";
    private const string AgentPort = "agent";

    // QEMU connects to our sockets while it starts, before the guest runs: within 100 ms, later only on a machine that is busy or reads QEMU from its disk first.
    private static readonly TimeSpan s_connectDeadline = TimeSpan.FromSeconds(30);

    // A broken kernel prints its last words and resets (panic=-1), which ends QEMU. One that cannot even do that is not waited for.
    private static readonly TimeSpan s_panicGrace = TimeSpan.FromSeconds(2);

    private readonly VirtualMachineSpec _spec;
    private readonly TetheredProcess _process;
    private readonly StringBuilder _errors;
    private readonly FileStream _log;
    private readonly NetworkStream _consoleStream;
    private readonly Task _pump;

    private VirtualMachine(
        VirtualMachineSpec spec, TetheredProcess process, StringBuilder errors, FileStream log, NetworkStream console, NetworkStream agent)
    {
        _spec = spec;
        _process = process;
        _errors = errors;
        _log = log;
        _consoleStream = console;
        Name = spec.Name;
        Description = spec.Description;
        ConsoleLog = log.Name;
        Connection = agent;
        Console = new ConsoleWatch(log);
        _pump = Console.PumpAsync(console, CancellationToken.None);
        Ended = EndAsync();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public Stream Connection { get; }

    /// <inheritdoc/>
    public string? ConsoleLog { get; }

    /// <inheritdoc/>
    public ConsoleWatch Console { get; }

    /// <inheritdoc/>
    public Task Ended { get; }

    /// <inheritdoc/>
    public string? LastWords => _process.Exited.IsCompleted ? QemuExit.Describe(_process.Exited.Result, _errors.ToString()) : null;

    /// <inheritdoc/>
    public MachineException? Refusal =>
        _process.Exited.IsCompleted && QemuExit.IsRefusal(_process.Exited.Result) ? QemuExit.Refusal(_spec, _process.Exited.Result, _errors.ToString()) : null;

    /// <summary>Process id of QEMU.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts QEMU and waits until it has opened both serial ports; the guest then begins to boot.</summary>
    /// <exception cref="MachineException">QEMU did not start: missing, not allowed, or not content with the kernel.</exception>
    public static async Task<VirtualMachine> StartAsync(VirtualMachineSpec spec, CancellationToken cancellationToken)
    {
        var log = OpenLog(spec);
        TetheredProcess? process = null;
        var errors = new StringBuilder();
        try
        {
            using var rendezvous = new Rendezvous(ConsolePort, AgentPort);
            var command = new QemuCommand(
                spec.KernelImage,
                spec.Initramfs,
                [
                    new Processor(spec.Accelerator, spec.Cpus),
                    new Board(spec.MemoryMiB),
                    new SerialPort(0, ConsolePort, rendezvous.PathOf(ConsolePort), IsConsole: true),
                    new SerialPort(1, AgentPort, rendezvous.PathOf(AgentPort), IsConsole: false),
                    new Sandbox(),
                    new KernelSettings(),
                ]);
            process = await TetheredProcess.StartAsync(
                spec.Qemu, command.Arguments, PipeSource.Null, PipeTarget.Null, PipeTarget.ToStringBuilder(errors)).ConfigureAwait(false);
            var (console, agent) = await ConnectAsync(rendezvous, process, cancellationToken).ConfigureAwait(false);
            return new VirtualMachine(spec, process, errors, log, console, agent);
        }
        catch (Exception error)
        {
            if (process is not null)
                await process.DisposeAsync().ConfigureAwait(false);
            await log.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw NotStarted(spec, process, errors.ToString(), error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        await _consoleStream.DisposeAsync().ConfigureAwait(false);
        await _log.DisposeAsync().ConfigureAwait(false);
    }

    private static FileStream OpenLog(VirtualMachineSpec spec)
    {
        var path = Path.Combine(spec.LogDirectory, $"{spec.Name}.console.log");
        try
        {
            Directory.CreateDirectory(spec.LogDirectory);
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MachineException(
                MachineFault.Setup,
                $"{spec.Name}: the console's log '{path}' cannot be written: {error.Message} Free space there, or choose another directory (--out).",
                inner: error);
        }
    }

    private static async Task<(NetworkStream Console, NetworkStream Agent)> ConnectAsync(
        Rendezvous rendezvous, TetheredProcess process, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_connectDeadline);
        var console = rendezvous.AcceptAsync(ConsolePort, stop.Token);
        var agent = rendezvous.AcceptAsync(AgentPort, stop.Token);
        var both = Task.WhenAll(console, agent);
        if (await Task.WhenAny(both, process.Exited).ConfigureAwait(false) != both)
            await stop.CancelAsync().ConfigureAwait(false);
        await both.ConfigureAwait(false);
        return (await console.ConfigureAwait(false), await agent.ConfigureAwait(false));
    }

    private static MachineException NotStarted(VirtualMachineSpec spec, TetheredProcess? process, string errors, Exception error)
    {
        if (error is FileNotFoundException { FileName: { } missing })
        {
            var package = missing is "setsid" or "setpriv" ? "util-linux" : "qemu-system-x86";
            return new MachineException(
                MachineFault.Setup, $"{spec.Name}: {error.Message}. Install it: apt-get install {package}", inner: error);
        }

        return process is null || !process.Exited.IsCompleted
            ? new MachineException(MachineFault.Setup, $"{spec.Name}: QEMU could not be started: {error.Message}", inner: error)
            : QemuExit.Refusal(spec, process.Exited.Result, errors);
    }

    private async Task EndAsync()
    {
        if (await Task.WhenAny(_process.Exited, Console.Broken).ConfigureAwait(false) != _process.Exited)
            await Task.WhenAny(_process.Exited, Task.Delay(s_panicGrace)).ConfigureAwait(false);
        if (_process.Exited.IsCompleted)
            await _pump.ConfigureAwait(false);
    }
}
