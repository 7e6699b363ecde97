using System.IO.Hashing;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conformance.Machines.Containers;

/// <summary>The image that containers are made of: nothing but the static tracer, so that none has to be pulled.</summary>
internal static class ContainerImage
{
    /// <summary>Where the tracer lies in it.</summary>
    public const string Tracer = "/tracer";

    /// <summary>On everything that we make in an engine, so that it can be found again.</summary>
    public const string Label = "conformance";

    private const string Repository = "conformance-tracer";

    /// <summary>Builds it, unless the engine has it already, and removes those of other tracers that no container uses.</summary>
    /// <returns>The image's name.</returns>
    /// <exception cref="MachineException">The tracer cannot be read.</exception>
    public static async Task<string> EnsureAsync(ContainerEngine engine, string tracerBinary, CancellationToken cancellationToken)
    {
        if (!File.Exists(tracerBinary))
            throw new MachineException(MachineFault.Setup, $"There is no tracer '{tracerBinary}'. Build it through ./conformance, or set CONFORMANCE_TRACER to one.");
        var name = $"{Repository}:{await HashAsync(tracerBinary, cancellationToken).ConfigureAwait(false)}";
        using var client = engine.Endpoint.Connect();
        if (await ExistsAsync(client, name, cancellationToken).ConfigureAwait(false))
            return name;

        var context = Directory.CreateTempSubdirectory("conformance-image-");
        try
        {
            File.Copy(tracerBinary, Path.Combine(context.FullName, "tracer"));
            await File.WriteAllTextAsync(Path.Combine(context.FullName, "Dockerfile"), $"FROM scratch\nCOPY tracer {Tracer}\n", cancellationToken).ConfigureAwait(false);
            var image = new ImageFromDockerfileBuilder()
                .WithDockerEndpoint(engine.Endpoint)
                .WithName(name)
                .WithDockerfileDirectory(context.FullName)
                .WithLabel(Label, "image")
                .WithCleanUp(false) // Cleaning up by itself means another image, which would have to be pulled.
                .WithDeleteIfExists(false)
                .WithImageBuildPolicy(PullPolicy.Missing)
                .WithLogger(NullLogger.Instance)
                .Build();
            await image.CreateAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            context.Delete(recursive: true);
        }

        await RemoveOthersAsync(client, name, cancellationToken).ConfigureAwait(false);
        return name;
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        var hash = new XxHash128();
        await using var file = File.OpenRead(path);
        await hash.AppendAsync(file, cancellationToken).ConfigureAwait(false);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static async Task<bool> ExistsAsync(DockerClient client, string name, CancellationToken cancellationToken)
    {
        try
        {
            await client.Images.InspectImageAsync(name, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (DockerImageNotFoundException)
        {
            return false;
        }
    }

    private static async Task RemoveOthersAsync(DockerClient client, string name, CancellationToken cancellationToken)
    {
        var filter = new Dictionary<string, IDictionary<string, bool>> { ["reference"] = new Dictionary<string, bool> { [Repository] = true } };
        foreach (var tag in (await client.Images.ListImagesAsync(new ImagesListParameters { Filters = filter }, cancellationToken).ConfigureAwait(false)).SelectMany(image => image.RepoTags ?? []))
        {
            try
            {
                if (tag != name)
                    await client.Images.DeleteImageAsync(tag, new ImageDeleteParameters(), cancellationToken).ConfigureAwait(false);
            }
            catch (DockerApiException)
            {
                // Another run's container uses it, or another run was faster: it goes next time.
            }
        }
    }
}
