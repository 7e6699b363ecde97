using Conformance.Harness.Configuration;
using Conformance.Images;
using Conformance.Protocol;

namespace Conformance.Harness.Peers;

/// <summary>Peers of the configuration, from the image store.</summary>
public sealed class StoredPeers(PeerStore store, IReadOnlyList<PeerDefinition> configured) : IPeerSource
{
    /// <summary>The definition behind an engine's name, or <c>null</c> if it is no peer.</summary>
    public static PeerDefinition? Find(string engine, IReadOnlyList<PeerDefinition> configured) =>
        configured.FirstOrDefault(peer => peer.Name == engine) ?? PeerDefinition.BuiltIn(engine);

    /// <inheritdoc/>
    public async Task<ReadyPeer> FetchAsync(string engine, string machine, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var definition = Find(engine, configured) ?? throw new ConfigurationException($"There is no engine '{engine}'.");
        if (machine == "container")
            throw new ConfigurationException($"Engine {definition.Name} is not in the container, which holds our own tracer and nothing else. Use --machine vm.");
        if (machine != "vm")
            return Here(definition, machine);
        var image = definition.Files.Count > 0
            ? store.Pack(definition.Name, definition.Files)
            : await store.FetchAsync(definition.Package, definition.PackageName, definition.PackageVersion, progress, cancellationToken).ConfigureAwait(false);
        var spec = Spec(definition, image.Program, $"{PeerImage.GuestRoot}/{image.Name}", new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = image.Libraries })
            with
        { Interpreter = image.Interpreter ?? "", Loader = image.Loader ?? "" };
        return new ReadyPeer(spec, image.Archive, (int)(image.Size >> 20) + 1, image.Version);
    }

    /// <summary>On a machine that shares our files the program runs where it lies. The distribution's would need its own loader in the place of the system's.</summary>
    private static ReadyPeer Here(PeerDefinition definition, string machine) => definition.Files.Count > 0
        ? new ReadyPeer(Spec(definition, Path.GetFullPath(definition.Files[0]), Path.GetDirectoryName(Path.GetFullPath(definition.Files[0]))!, new Dictionary<string, string>()), null, 0, "")
        : throw new ConfigurationException($"Engine {definition.Name} comes with its own libraries and runs in virtual machines only. Use --machine vm, or name a program of the {machine} machine in conformance.json.");

    private static PeerSpec Spec(PeerDefinition definition, string program, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var words = definition.Command
            .Select(word => word.Replace("{program}", program, StringComparison.Ordinal).Replace("{peer}", folder, StringComparison.Ordinal))
            .ToArray();
        return new PeerSpec
        {
            Name = definition.Name,
            Program = words[0],
            Arguments = words[1..],
            Environment = environment.Concat(definition.Environment).GroupBy(variable => variable.Key).ToDictionary(group => group.Key, group => group.Last().Value),
            Dialect = definition.Dialect,
            Instrument = definition.Instrument,
            AttachedPattern = definition.Attached,
            FiringPattern = definition.Firing,
            PulsePattern = definition.Pulse,
        };
    }
}
