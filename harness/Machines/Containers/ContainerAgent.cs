using System.Net;
using Conformance.Machines.Agents;
using Conformance.Machines.Consoles;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conformance.Machines.Containers;

/// <summary>An agent in a container, which talks through the container's standard input and output.</summary>
/// <remarks>
/// The container ends with its input, and the engine removes it then: even if this process is killed, the engine sees the connection end, closes the input, and nothing stays. It shares the kernel's process ids with
/// the engine, because that is what BPF programs see, and it has no network.
/// </remarks>
internal sealed class ContainerAgent : IAgentHome
{
    private static readonly TimeSpan s_removalDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_removalInterval = TimeSpan.FromMilliseconds(20);

    private readonly DockerClient _client;
    private readonly ContainerConnection _connection;
    private readonly string _id;
    private readonly CancellationTokenSource _waiting = new();

    private ContainerAgent(string name, string description, DockerClient client, string id, ContainerConnection connection)
    {
        (Name, Description, _client, _id, _connection) = (name, description, client, id, connection);
        Ended = WaitAsync();
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public Stream Connection => _connection;

    /// <inheritdoc/>
    public string? ConsoleLog => null;

    /// <inheritdoc/>
    public ConsoleWatch? Console => null;

    /// <inheritdoc/>
    public Task Ended { get; }

    /// <inheritdoc/>
    public string? LastWords { get; private set; }

    /// <inheritdoc/>
    public MachineException? Refusal => null;

    /// <summary>Creates a container, attaches to it and starts it.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="image">From what.</param>
    /// <param name="privileges">What it may do.</param>
    /// <param name="name">For messages.</param>
    /// <param name="description">For the report.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DockerApiException">The engine refuses; nothing of the container is left.</exception>
    public static async Task<ContainerAgent> StartAsync(
        ContainerEngine engine, string image, Privileges privileges, string name, string description, CancellationToken cancellationToken)
    {
        var client = engine.Endpoint.Connect();
        MultiplexedStream? attached = null;
        string? id = null;
        var container = new ContainerBuilder(image)
            .WithDockerEndpoint(engine.Endpoint)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithCleanUp(false) // Cleaning up by itself means another image, which would have to be pulled.
            .WithAutoRemove(true)
            .WithLabel(ContainerImage.Label, "machine")
            .WithEntrypoint(ContainerImage.Tracer)
            .WithCommand("agent", "--stdio")
            .WithWaitStrategy(Wait.ForUnixContainer())
            .WithLogger(NullLogger.Instance)
            .WithCreateParameterModifier(parameters => Complete(parameters, privileges))
            .Build();
        try
        {
            // Before the start, or the agent's first words would be lost: they are logged nowhere.
            container.Created += (_, _) => attached = client.Containers.AttachContainerAsync(
                id = container.Id, new ContainerAttachParameters { Stream = true, Stdin = true, Stdout = true, Stderr = true }, cancellationToken).GetAwaiter().GetResult();
            await container.StartAsync(cancellationToken).ConfigureAwait(false);
            return new ContainerAgent(name, description, client, id!, new ContainerConnection(attached!));
        }
        catch
        {
            attached?.Dispose();
            if (id is not null)
                await RemoveAsync(client, id).ConfigureAwait(false);
            client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        await RemoveAsync(_client, _id).ConfigureAwait(false);
        await _waiting.CancelAsync().ConfigureAwait(false);
        await Ended.ConfigureAwait(false);
        _waiting.Dispose();
        _client.Dispose();
    }

    private static void Complete(CreateContainerParameters parameters, Privileges privileges)
    {
        parameters.AttachStdin = parameters.AttachStdout = parameters.AttachStderr = true;
        parameters.OpenStdin = parameters.StdinOnce = true;
        var host = parameters.HostConfig ??= new HostConfig();
        host.NetworkMode = "none";
        host.PidMode = "host";
        host.LogConfig = new LogConfig { Type = "none" };
        privileges.ApplyTo(host);
    }

    /// <summary>Removes a container and waits until it is gone; the engine may be doing that already.</summary>
    private static async Task RemoveAsync(DockerClient client, string id)
    {
        using var deadline = new CancellationTokenSource(s_removalDeadline);
        try
        {
            while (true)
            {
                try
                {
                    await client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true }, deadline.Token).ConfigureAwait(false);
                }
                catch (DockerApiException error) when (error.StatusCode == HttpStatusCode.Conflict)
                {
                    // Being removed since its end.
                }

                await Task.Delay(s_removalInterval, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (DockerContainerNotFoundException)
        {
            // Gone.
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException or DockerApiException)
        {
            // The engine is gone or stuck. The container's input has ended, and so will the container.
        }
    }

    private async Task WaitAsync()
    {
        try
        {
            var end = await _client.Containers.WaitContainerAsync(_id, _waiting.Token).ConfigureAwait(false);
            var words = string.Join("; ", _connection.Errors.Split('\n').Select(ConsoleText.Clean).Where(line => line.Length > 0).Take(5));
            LastWords = $"The container ended with exit code {end.StatusCode}{(words.Length > 0 ? $" and said: {words}" : "")}";
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException or DockerApiException)
        {
            LastWords = _waiting.IsCancellationRequested ? null : $"The container engine does not answer any more: {error.Message}";
        }
    }
}
