using Conformance.Protocol;

namespace Conformance.Harness.Peers;

/// <summary>Where lanes get tracers from that are not ours.</summary>
public interface IPeerSource
{
    /// <summary>Finds the peer in the cache, packs or downloads it.</summary>
    /// <param name="engine">Name of the engine.</param>
    /// <param name="machine">Kind of machine that it will run on.</param>
    /// <param name="progress">Short words.</param>
    /// <exception cref="Exception">It cannot be had; the message says why and what to do, and becomes the lane's <c>setup</c> error.</exception>
    Task<ReadyPeer> FetchAsync(string engine, string machine, IProgress<string>? progress, CancellationToken cancellationToken);
}

/// <summary>A peer that can be run.</summary>
/// <param name="Spec">For the agent.</param>
/// <param name="Archive">Path of the archive that brings it into a guest; <c>null</c> where it is on the machine already.</param>
/// <param name="ArchiveMiB">Size of that.</param>
/// <param name="Version">Of its package, for the report; empty for a program of the user's own.</param>
public sealed record ReadyPeer(PeerSpec Spec, string? Archive, int ArchiveMiB, string Version);
