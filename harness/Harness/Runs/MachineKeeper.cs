using System.Globalization;
using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;
using Conformance.Harness.Results;
using Conformance.Machines;

namespace Conformance.Harness.Runs;

/// <summary>Keeps one machine of a lane: starts it when first needed, replaces it when it died, and gives up after two failed starts in a row.</summary>
internal sealed class MachineKeeper(Target target, int cpus, ReadyPeer? peer, RunConfiguration configuration, Journal journal, RunServices services) : IAsyncDisposable
{
    /// <summary>A start may fail once by bad luck (a loaded host); twice in a row it is the kernel or the setup, and each further try costs a whole deadline.</summary>
    private const int MostFailedStarts = 2;


    private IMachine? _machine;
    private IDisposable? _room;
    private MachineException? _lastFailure;
    private int _starts, _failures;

    /// <summary>Whether no further start is tried.</summary>
    public bool IsBroken => _failures >= MostFailedStarts;

    /// <summary>Console log of the machine started last, however that ended; <c>null</c> if it wrote none.</summary>
    public string? ConsoleLog { get; private set; }

    /// <summary>The running machine; starts one if there is none.</summary>
    /// <param name="kernel">The kernel to boot, <c>null</c> where machines share the kernel below.</param>
    /// <param name="makeRoom">Ends the lane's other machines; called before this one waits for memory, since two lanes that wait while they hold some would wait for ever.</param>
    /// <exception cref="MachineException">It did not start, or too many starts have failed before.</exception>
    public async Task<IMachine> GetAsync(BootKernel? kernel, Func<Task> makeRoom, IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (_machine is { IsHealthy: true })
            return _machine;
        if (_machine?.Doubt is { } doubt)
            progress.Report($"replacing the machine: {doubt}");
        await DiscardAsync().ConfigureAwait(false);
        if (IsBroken)
            throw new MachineException(_lastFailure!.Fault, $"Not started again after {MostFailedStarts} failures in a row. The last one: {_lastFailure.Message}", _lastFailure.ConsoleTail, _lastFailure);
        try
        {
            var spec = Spec(kernel);
            _room = services.Room.TryTake(Jobs.Needed(spec.MemoryMiB)) ?? await WaitForRoomAsync(Jobs.Needed(spec.MemoryMiB), makeRoom, progress, cancellationToken).ConfigureAwait(false);
            ConsoleLog = Path.Combine(spec.LogDirectory, $"{spec.Name}.console.log");
            _machine = await services.Machines.StartAsync(spec, progress, cancellationToken).ConfigureAwait(false);
            ConsoleLog = _machine.ConsoleLog;
            _failures = 0;
            return _machine;
        }
        catch (OperationCanceledException)
        {
            await DiscardAsync().ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (e is not JournalException)
        {
            await DiscardAsync().ConfigureAwait(false);
            _failures++;
            _lastFailure = e as MachineException ?? new MachineException(MachineFault.Setup, $"{target}: the machine could not be started: {e.Message}", null, e);
            throw _lastFailure == e ? e : _lastFailure;
        }
    }

    /// <summary>Ends the machine, if there is one.</summary>
    public async Task DiscardAsync()
    {
        var machine = _machine;
        _machine = null;
        if (machine is not null)
            await machine.DisposeAsync().ConfigureAwait(false);
        _room?.Dispose();
        _room = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await DiscardAsync().ConfigureAwait(false);

    private async Task<IDisposable> WaitForRoomAsync(long mib, Func<Task> makeRoom, IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report($"waiting for {mib} MiB of memory");
        await makeRoom().ConfigureAwait(false);
        return await services.Room.TakeAsync(mib, cancellationToken).ConfigureAwait(false);
    }

    private MachineSpec Spec(BootKernel? kernel)
    {
        _starts++;
        var parts = new List<string> { kernel?.Release ?? target.Kernel, target.Engine };
        if (target.Machine != "vm")
            parts.Add(target.Machine);
        if (cpus > 1)
            parts.Add($"{cpus}cpus");
        if (_starts > 1)
            parts.Add(_starts.ToString(CultureInfo.InvariantCulture));
        var spec = services.MachineOf(configuration, Journal.FileName(string.Join('-', parts)), kernel?.ImagePath, journal.Logs) with { Cpus = cpus };
        return peer?.Archive is { } archive ? spec.Unpacking([archive], peer.ArchiveMiB) : spec;
    }
}
