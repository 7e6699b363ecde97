using System.Net.Sockets;
using System.Text;
using CliWrap;
using Conformance.Machines.Agents;
using Conformance.Machines.Consoles;
using Conformance.Machines.Kvm;
using Conformance.Machines.Processes;
using Conformance.Machines.Qemu.Control;
using Conformance.Protocol.Transport;

namespace Conformance.Machines.Qemu;

/// <summary>One running QEMU, its console and the connection to what lives in it.</summary>
public sealed class VirtualMachine : IAgentHome
{
    // QEMU connects to our sockets while it starts, before the guest runs: within 100 ms, later only on a machine that is busy or reads QEMU from its disk first.
    private static readonly TimeSpan s_connectDeadline = TimeSpan.FromSeconds(30);

    // A broken kernel prints its last words and resets (panic=-1), which ends QEMU. One that cannot even do that is not waited for.
    private static readonly TimeSpan s_panicGrace = TimeSpan.FromSeconds(2);

    // An emulated kernel answers within milliseconds, on a machine that is very busy within seconds.
    private static readonly TimeSpan s_lifeDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_lifeInterval = TimeSpan.FromMilliseconds(20);

    private readonly VirtualMachineSpec _spec;
    private readonly TetheredProcess _process;
    private readonly StringBuilder _errors;
    private readonly FileStream _log;
    private readonly Connections _connections;
    private readonly Task _pump;
    private bool _wasReset;

    private VirtualMachine(
        VirtualMachineSpec spec, TetheredProcess process, StringBuilder errors, FileStream log, Connections connections, Stream agent, QmpClient control)
    {
        _spec = spec;
        _process = process;
        _errors = errors;
        _log = log;
        _connections = connections;
        Control = control;
        Connection = agent;
        Name = spec.Name;
        ConsoleLog = log.Name;
        Console = new ConsoleWatch(log);
        _pump = Console.PumpAsync(connections.Console, CancellationToken.None);
        Ended = EndAsync();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description => $"{_spec.Description}, {HowItStarted}";

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
    public MachineFault? EndFault => !_process.Exited.IsCompleted ? null
        : _process.Exited.Result != 0 ? MachineFault.EmulatorDied
        : _wasReset ? MachineFault.GuestReset
        : null;

    /// <inheritdoc/>
    public MachineException? Refusal =>
        _process.Exited.IsCompleted && QemuExit.IsRefusal(_process.Exited.Result) ? QemuExit.Refusal(_spec, _process.Exited.Result, _errors.ToString()) : null;

    /// <summary>How it came up, for the report (<c>restored</c>).</summary>
    internal string HowItStarted { get; set; } = "booted";

    /// <summary>QEMU's control connection. One user at a time.</summary>
    internal QmpClient Control { get; }

    /// <summary>Process id of QEMU.</summary>
    public int ProcessId => _process.Id;

    /// <inheritdoc/>
    /// <remarks>A break on the console and then a letter is a request to the kernel (Documentation/admin-guide/sysrq.rst), answered by the serial port's interrupt handler: 7 has it print all that it says, p shows the registers.</remarks>
    public async Task<bool?> IsAliveAsync(CancellationToken cancellationToken)
    {
        var before = Console.Lines;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_lifeDeadline);
        try
        {
            foreach (var letter in "7p")
            {
                // One after the other: two breaks in a row cancel each other.
                var said = Console.Lines;
                await RequestAsync(letter, stop.Token).ConfigureAwait(false);
                while (Console.Lines == said)
                    await Task.Delay(s_lifeInterval, stop.Token).ConfigureAwait(false);
            }

            // The rest of what it has to say comes at the console's speed.
            for (var said = -1; Console.Lines != said;)
            {
                said = Console.Lines;
                await Task.Delay(10 * s_lifeInterval, stop.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (Exception error) when (error is IOException or QmpException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return Console.Lines != before;
        }
    }

    /// <summary>Makes a request to the guest's kernel over the console (sysrq).</summary>
    internal async Task RequestAsync(char letter, CancellationToken cancellationToken)
    {
        await Control.ExecuteAsync("chardev-send-break", new System.Text.Json.Nodes.JsonObject { ["id"] = VirtualMachineSpec.Ports.Console }, cancellationToken).ConfigureAwait(false);
        await _connections.Console.WriteAsync(new[] { (byte)letter }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts QEMU and waits until it has opened both serial ports; the guest then begins to boot.</summary>
    /// <exception cref="MachineException">QEMU did not start: missing, not allowed, or not content with the kernel.</exception>
    public static async Task<VirtualMachine> StartAsync(VirtualMachineSpec spec, CancellationToken cancellationToken)
    {
        var log = OpenLog(spec);
        TetheredProcess? process = null;
        Connections? connections = null;
        var errors = new StringBuilder();
        try
        {
            using var rendezvous = new Rendezvous(VirtualMachineSpec.Ports.Console, VirtualMachineSpec.Ports.Agent, VirtualMachineSpec.Ports.Control);
            var memory = SharedMemory.Create(rendezvous.PathOf(VirtualMachineSpec.SharedMemory));
            process = await TetheredProcess.StartAsync(
                spec.Qemu, spec.Command(rendezvous.PathOf).Arguments, PipeSource.Null, PipeTarget.Null, PipeTarget.ToStringBuilder(errors),
                spec.Accelerator == Accelerator.Kvm ? Confinement.OptionsWith(KvmTrial.Device) : Confinement.Options).ConfigureAwait(false);
            connections = await ConnectAsync(rendezvous, process, cancellationToken).ConfigureAwait(false);

            // QEMU answers when the machine stands; what it cannot build it from (a file that is no kernel) it says before.
            var control = await QmpClient.ConnectAsync(connections.Control, cancellationToken).ConfigureAwait(false);
            return new VirtualMachine(spec, process, errors, log, connections, BellStream.ForHost(connections.Agent, memory), control);
        }
        catch (Exception error)
        {
            if (process is not null)
            {
                // A connection that breaks and the end behind it are noticed one shortly after the other; the end explains more.
                if (error is IOException)
                    await Task.WhenAny(process.Exited, Task.Delay(s_panicGrace, cancellationToken)).ConfigureAwait(false);
                await process.DisposeAsync().ConfigureAwait(false);
            }

            if (connections is not null)
                await connections.DisposeAsync().ConfigureAwait(false);
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
        await _connections.Agent.DisposeAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
        await _log.DisposeAsync().ConfigureAwait(false);
    }

    private static FileStream OpenLog(VirtualMachineSpec spec)
    {
        var path = Path.Combine(spec.LogDirectory, $"{spec.Name}.console.log");
        try
        {
            Directory.CreateDirectory(spec.LogDirectory);
            if (spec.ConsoleSoFar is { } before && File.Exists(before))
                File.Copy(before, path, overwrite: true);
            else
                File.Delete(path);
            return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MachineException(
                MachineFault.Setup,
                $"{spec.Name}: the console's log '{path}' cannot be written: {error.Message} Free space there, or choose another directory (--out).",
                inner: error);
        }
    }

    private static async Task<Connections> ConnectAsync(Rendezvous rendezvous, TetheredProcess process, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_connectDeadline);
        var all = Task.WhenAll(
            rendezvous.AcceptAsync(VirtualMachineSpec.Ports.Console, stop.Token),
            rendezvous.AcceptAsync(VirtualMachineSpec.Ports.Agent, stop.Token),
            rendezvous.AcceptAsync(VirtualMachineSpec.Ports.Control, stop.Token));
        if (await Task.WhenAny(all, process.Exited).ConfigureAwait(false) != all)
            await stop.CancelAsync().ConfigureAwait(false);
        var streams = await all.ConfigureAwait(false);
        return new Connections(streams[0], streams[1], streams[2]);
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
        if (!_process.Exited.IsCompleted)
            return;
        await _pump.ConfigureAwait(false);
        _wasReset = await WasResetAsync().ConfigureAwait(false);
    }

    /// <summary>Whether QEMU's last event was the guest's reset (qapi/run-state.json), which without a word on the console is a triple fault.</summary>
    private async Task<bool> WasResetAsync()
    {
        using var stop = new CancellationTokenSource(s_panicGrace);
        try
        {
            return (string?)(await Control.EventAsync("SHUTDOWN", _ => true, stop.Token).ConfigureAwait(false))?["reason"] == "guest-reset";
        }
        catch (Exception error) when (error is IOException or QmpException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>The three connections to QEMU.</summary>
    private sealed record Connections(NetworkStream Console, NetworkStream Agent, NetworkStream Control) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Console.DisposeAsync().ConfigureAwait(false);
            await Agent.DisposeAsync().ConfigureAwait(false);
            await Control.DisposeAsync().ConfigureAwait(false);
        }
    }
}
