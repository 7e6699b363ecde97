using System.Collections.Concurrent;

namespace Conformance.Images;

/// <summary>Asks every suite of the mirror for its kernels.</summary>
internal sealed class CatalogueReader(string directory, string machine)
{
    // Most of the time goes into unpacking and parsing lists, one core each.
    private static int SuitesAtOnce => Math.Clamp(Environment.ProcessorCount, 2, 4);

    /// <summary>The private apt of one suite.</summary>
    public AptRoot Root(AptSource source) => new(source, Path.Combine(directory, source.Suite), machine);

    /// <summary>Reads all. A suite that is not served, or not readable for a reason of its own, is left out with a word.</summary>
    /// <exception cref="ImageException">A signature is bad, the mirror cannot be reached, the disk is full or cannot be written.</exception>
    public async Task<KernelCatalogue> ReadAsync(
        IReadOnlyList<AptSource> sources, DateTimeOffset now, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report($"asking the mirror for its kernels ({sources.Count} suites)");
        ConcurrentDictionary<AptSource, IReadOnlyList<KernelPackage>> found = new();
        ConcurrentDictionary<AptSource, string> notes = new();
        ParallelOptions options = new() { MaxDegreeOfParallelism = SuitesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(sources, options, async (source, token) =>
        {
            AptRoot root = Root(source);
            try
            {
                await root.UpdateAsync(token).ConfigureAwait(false);
                found[source] = await root.KernelsAsync(token).ConfigureAwait(false);
            }
            catch (ImageException error) when (error.Fault is ImageFault.NotServed)
            {
                notes[source] = $"suite {source.Suite} is not served by this mirror";
            }
            catch (ImageException error) when (error.Fault is ImageFault.Damaged or ImageFault.Apt)
            {
                notes[source] = $"suite {source.Suite} left out: {error.Message}";
            }

            if (notes.TryGetValue(source, out string? note))
                progress?.Report(note);
        }).ConfigureAwait(false);
        return new KernelCatalogue(
            now,
            [.. sources.SelectMany(source => found.GetValueOrDefault(source) ?? [])],
            [.. sources.Select(notes.GetValueOrDefault).OfType<string>()]);
    }
}
