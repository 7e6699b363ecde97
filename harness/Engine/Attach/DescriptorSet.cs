using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Attach;

/// <summary>Descriptors that are closed together. Closing a link makes its thread wait for the kernel's grace periods, so several are closed side by side.</summary>
internal sealed class DescriptorSet : IDisposable
{
    // More threads than this bring nothing: the kernel lets waiters share a grace period.
    private const int MostThreads = 16;

    private readonly List<Descriptor> _members = [];

    /// <summary>Owns a descriptor number.</summary>
    public Descriptor Add(int number) => Add(new Descriptor(number));

    /// <summary>Owns a descriptor.</summary>
    public Descriptor Add(Descriptor member)
    {
        _members.Add(member);
        return member;
    }

    /// <summary>Closes all, newest first where that is done by one thread, and returns when the last is closed.</summary>
    public void Dispose()
    {
        var next = _members.Count;
        void CloseSome()
        {
            for (var i = Interlocked.Decrement(ref next); i >= 0; i = Interlocked.Decrement(ref next))
                _members[i].Dispose();
        }

        var helpers = Enumerable.Range(0, Math.Max(0, Math.Min(MostThreads, _members.Count) - 1)).Select(_ => new Thread(CloseSome, maxStackSize: 1 << 16)).ToList();
        helpers.ForEach(t => t.Start());
        CloseSome();
        helpers.ForEach(t => t.Join());
        _members.Clear();
    }
}
