using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using DotNet.Testcontainers.Configurations;

namespace Conformance.Machines.Containers;

/// <summary>A container engine's address, and the version of its interface that both sides speak: Testcontainers by itself asks for one that Debian 12's engine does not know.</summary>
/// <param name="Endpoint">Where it answers.</param>
/// <param name="Version">The version to speak; <c>null</c> before it was asked: then requests name none, and the engine takes its own.</param>
internal sealed record EngineEndpoint(Uri Endpoint, Version? Version) : IDockerEndpointAuthenticationConfiguration
{
    /// <inheritdoc/>
    public IAuthProvider? AuthProvider => null;

    /// <inheritdoc/>
    Version IDockerEndpointAuthenticationConfiguration.Version => Version ?? new Version();

    /// <inheritdoc/>
    public DockerClientBuilder GetDockerClientBuilder(Guid sessionId)
    {
        var builder = new DockerClientBuilder().WithEndpoint(Endpoint);
        return Version is null ? builder : builder.WithApiVersion(Version);
    }

    /// <summary>A client of its own; the caller disposes of it.</summary>
    public DockerClient Connect() => GetDockerClientBuilder(Guid.Empty).Build();
}
