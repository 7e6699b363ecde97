using Conformance.Machines.Agents;
using Docker.DotNet;

namespace Conformance.Machines.Containers;

/// <summary>Runs the engine in a container, under the kernel below: what that allows a container is judged, the rest is <c>unsupported</c>. Keep one for a whole run: it finds out once what the engine allows.</summary>
/// <param name="address">The engine's address; empty: the usual places; <see cref="OwnEngine.Word"/>: one that is started for this provider and ends with it.</param>
/// <param name="cacheRoot">Where an engine of our own keeps what it makes.</param>
public sealed class ContainerProvider(string address, string cacheRoot) : IMachineProvider
{
    private readonly SemaphoreSlim _asking = new(1);
    private OwnEngine? _own;
    private ContainerEngine? _engine;
    private Granted? _granted;

    /// <inheritdoc/>
    public string Kind => "container";

    /// <summary>Looks for an engine without starting any.</summary>
    /// <param name="address">As for the provider.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The engine's name and version, or <c>null</c> and why there is none.</returns>
    public static async Task<(string? Name, string Problem)> LookAsync(string address, CancellationToken cancellationToken)
    {
        var (engine, problem) = await ContainerEngine.FindAsync(address, cancellationToken).ConfigureAwait(false);
        return (engine is null ? null : $"{engine.Name}, {engine.Endpoint.Endpoint}", problem);
    }

    /// <inheritdoc/>
    public async Task<IMachine> StartAsync(MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("starting");
        var home = await OpenAsync(spec, progress, cancellationToken).ConfigureAwait(false);
        var machine = await AgentMachine.StartAsync(home, spec.BootDeadline, cancellationToken).ConfigureAwait(false);
        machine.AnswerGrace = spec.AnswerGrace;
        return machine;
    }

    /// <summary>Starts a container whose agent has not answered yet.</summary>
    /// <exception cref="MachineException">There is no engine, or it starts none.</exception>
    internal async Task<ContainerAgent> OpenAsync(MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(spec.BootDeadline);
            var engine = _engine ??= await FindAsync(progress, deadline.Token).ConfigureAwait(false);
            var image = await ContainerImage.EnsureAsync(engine, spec.TracerBinary, deadline.Token).ConfigureAwait(false);
            return await StartAsync(engine, image, spec, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MachineException(
                MachineFault.BootTimeout, $"{spec.Name}: no container stood within {spec.BootDeadline.TotalSeconds:0} s. Look at the container engine, or give it more time (--boot-deadline).", inner: error);
        }
        catch (Exception error) when (error is DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            throw new MachineException(
                MachineFault.Setup, $"{spec.Name}: the container engine could not do its part: {error.Message.TrimEnd()} See './conformance doctor'.", inner: error);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
            await _own.DisposeAsync().ConfigureAwait(false);
        _asking.Dispose();
    }

    private async Task<ContainerEngine> FindAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var wanted = address;
        if (wanted == OwnEngine.Word)
        {
            progress?.Report("starting a container engine");
            _own = await OwnEngine.StartAsync(cacheRoot, cancellationToken).ConfigureAwait(false);
            wanted = _own.Address;
        }

        var (engine, problem) = await ContainerEngine.FindAsync(wanted, cancellationToken).ConfigureAwait(false);
        return engine ?? throw new MachineException(
            MachineFault.Setup,
            $"No container engine answers: {problem}. --container-engine {OwnEngine.Word} starts one for this run alone (needs dockerd: apt-get install docker.io); './conformance doctor' says more.");
    }

    /// <summary>Starts with the privileges that the engine granted before, or finds out what it grants.</summary>
    private async Task<ContainerAgent> StartAsync(ContainerEngine engine, string image, MachineSpec spec, CancellationToken cancellationToken)
    {
        if (_granted is { } known)
            return await ContainerAgent.StartAsync(engine, image, known.Privileges, spec.Name, known.Description, cancellationToken).ConfigureAwait(false);
        var refusals = new List<string>();
        foreach (var privileges in Privileges.Ladder)
        {
            var granted = new Granted(privileges, Describe(engine, privileges, refusals));
            try
            {
                var agent = await ContainerAgent.StartAsync(engine, image, privileges, spec.Name, granted.Description, cancellationToken).ConfigureAwait(false);
                _granted = granted;
                return agent;
            }
            catch (DockerApiException error)
            {
                refusals.Add($"{privileges.Name} refused: {Refusal(error)}");
            }
        }

        throw new MachineException(
            MachineFault.Setup,
            $"{spec.Name}: {engine.Name} starts no container that may trace: {string.Join("; ", refusals)}. Allow it SYS_ADMIN, or use --machine vm.");
    }

    private static string Describe(ContainerEngine engine, Privileges privileges, List<string> refusals) =>
        $"container: {engine.Name}, {privileges.Name}{(refusals.Count > 0 ? $" ({refusals[^1]})" : "")}, kernel below shared";

    /// <summary>The end of what the engine says is the cause; before it stands the way through its parts.</summary>
    private static string Refusal(DockerApiException error)
    {
        var words = error.ResponseBody ?? error.Message;
        var start = words.IndexOf("\"message\":\"", StringComparison.Ordinal);
        words = start < 0 ? words : words[(start + 11)..].TrimEnd('\n', '}', '"');
        return string.Join(": ", words.Split(": ").Where(part => part is not "unknown").TakeLast(2)).Trim();
    }

    private sealed record Granted(Privileges Privileges, string Description);
}
