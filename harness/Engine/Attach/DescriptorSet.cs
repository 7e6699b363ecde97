using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Attach;

/// <summary>Maps and programs that are closed together. The kernel frees them behind our back, so closing costs next to nothing.</summary>
internal sealed class DescriptorSet : IDisposable
{
    private readonly List<Descriptor> _members = [];

    /// <summary>Owns a descriptor number.</summary>
    public Descriptor Add(int number) => Add(new Descriptor(number));

    /// <summary>Owns a descriptor.</summary>
    public Descriptor Add(Descriptor member)
    {
        _members.Add(member);
        return member;
    }

    /// <summary>Closes all, newest first.</summary>
    public void Dispose()
    {
        for (var i = _members.Count - 1; i >= 0; i--)
            _members[i].Dispose();
        _members.Clear();
    }
}
