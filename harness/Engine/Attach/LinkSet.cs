using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>
/// Attached probes that are detached together. Detaching is mostly waiting for grace periods, which several threads can share: kprobes are closed side by
/// side. The links of one trampoline are not: each rebuilds it under the kernel's lock, and more threads only fight for that.
/// </summary>
internal sealed class LinkSet : IDisposable
{
    // Measured with 8 kprobes, milliseconds each, 1 / 4 / 16 threads: 18 / 7 / 5 on 7.3, 37 / 19 / 20 on 6.12, 2 / 3 / 10 on 5.10. Four serve all.
    private const int MostThreads = 4;

    private readonly List<(string Turn, IDisposable Link)> _links = [];

    /// <summary>Owns the link that attaches a probe.</summary>
    public void Add(ProbeTarget target, IDisposable link) =>
        _links.Add((target.Mechanism.DetachesInTurn ? target.Hook : $"{target.Hook} {_links.Count}", link));

    /// <summary>Detaches all and returns when the last is detached.</summary>
    public void Dispose()
    {
        var turns = _links.GroupBy(l => l.Turn, l => l.Link, StringComparer.Ordinal).Select(g => g.Reverse().ToList()).ToList();
        var next = turns.Count;
        void DetachSome()
        {
            for (var i = Interlocked.Decrement(ref next); i >= 0; i = Interlocked.Decrement(ref next))
                turns[i].ForEach(link => link.Dispose());
        }

        var helpers = Enumerable.Range(0, Math.Clamp(turns.Count - 1, 0, MostThreads - 1)).Select(_ => new Thread(DetachSome, maxStackSize: 1 << 16)).ToList();
        helpers.ForEach(t => t.Start());
        DetachSome();
        helpers.ForEach(t => t.Join());
        _links.Clear();
    }
}
