using System.Collections.Concurrent;

namespace Conformance.Images.Tests;

/// <summary>Remembers what was reported, at once and in order (<see cref="Progress{T}"/> would report later).</summary>
internal sealed class Said : IProgress<string>
{
    private readonly ConcurrentQueue<string> sentences = new();

    public IReadOnlyList<string> Sentences => [.. sentences];

    public void Report(string value) => sentences.Enqueue(value);
}
