using Docker.DotNet;
using DotNet.Testcontainers.Configurations;

namespace Conformance.Machines.Containers;

/// <summary>A container engine that has answered.</summary>
/// <param name="Endpoint">Its address, with a version that both sides speak.</param>
/// <param name="Name">For the report (<c>docker 20.10.24</c>).</param>
internal sealed record ContainerEngine(EngineEndpoint Endpoint, string Name)
{
    /// <summary>Says where the engine is, for the whole of Docker's own world.</summary>
    public const string AddressVariable = "DOCKER_HOST";

    private static readonly TimeSpan s_answerDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Where an engine is looked for, best first.</summary>
    /// <param name="configured">The user's own address; empty: the environment's, then the usual sockets that exist.</param>
    public static IReadOnlyList<string> Addresses(string configured)
    {
        if (configured.Length > 0)
            return [configured];
        if (Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } named)
            return [named];
        var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } own ? Path.Combine(own, "docker.sock") : null;
        return [.. new[] { "/var/run/docker.sock", runtime }.OfType<string>().Where(File.Exists).Select(path => $"unix://{path}")];
    }

    /// <summary>Asks the engines at the usual places, one after the other.</summary>
    /// <param name="configured">As for <see cref="Addresses"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The first that answers, or <c>null</c> and why none did.</returns>
    public static async Task<(ContainerEngine? Engine, string Problem)> FindAsync(string configured, CancellationToken cancellationToken)
    {
        var problem = "there is no /var/run/docker.sock, and DOCKER_HOST is not set";
        foreach (var address in Addresses(configured))
        {
            try
            {
                return (await AskAsync(address, cancellationToken).ConfigureAwait(false), "");
            }
            catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                problem = error is OperationCanceledException
                    ? $"{address} did not answer within {s_answerDeadline.TotalSeconds:0} s"
                    : $"{address} does not answer: {Innermost(error).Message.TrimEnd('.')}";
            }
        }

        return (null, problem);
    }

    /// <summary>Asks one engine who it is, and agrees on a version.</summary>
    private static async Task<ContainerEngine> AskAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            throw new IOException("it is no address; one looks like unix:///var/run/docker.sock or tcp://host:2375");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(s_answerDeadline);
        using var client = new EngineEndpoint(uri, null).Connect();
        var about = await client.System.GetVersionAsync(deadline.Token).ConfigureAwait(false);
        var name = string.IsNullOrEmpty(about.Platform?.Name) ? "docker" : about.Platform.Name.Contains("podman", StringComparison.OrdinalIgnoreCase) ? "podman" : "docker";
        return new ContainerEngine(new EngineEndpoint(uri, Agreed(about.APIVersion, about.MinAPIVersion)), $"{name} {about.Version.Split('+')[0]}");
    }

    /// <summary>The newest version that the engine knows and the library was made for; the engine's oldest, if it has left that behind.</summary>
    internal static Version Agreed(string newest, string? oldest)
    {
        var ours = new DockerEndpointAuthenticationConfiguration(new Uri("unix:///")).Version;
        var theirs = Version.TryParse(newest, out var known) ? known : ours;
        var least = Version.TryParse(oldest, out var first) ? first : theirs;
        var agreed = theirs < ours ? theirs : ours;
        return agreed < least ? least : agreed;
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } inner ? Innermost(inner) : error;
}
