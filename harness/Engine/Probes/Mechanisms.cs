namespace Conformance.Engine.Probes;

/// <summary>The table of all mechanisms: a new one is a file beside this one and a line here.</summary>
public static class Mechanisms
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mechanism> All { get; } = [new Begin(), new End(), new Fentry(), new Fexit(), new Kprobe(), new Kretprobe()];

    /// <summary>The mechanism of that name or alias, or <c>null</c>. Names are case sensitive, <c>BEGIN</c> and <c>END</c> are aliases.</summary>
    public static Mechanism? Find(string name) => All.FirstOrDefault(m => m.Name == name || m.Aliases.Contains(name));
}
