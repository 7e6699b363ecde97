using System.Runtime.InteropServices;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.CodeGen;

/// <summary>
/// Lets hooks share one program and one link where their mechanism takes many hooks at once and the code came out the same: a thousand functions then cost one load and
/// one attachment. Code that names its hook (<c>probe</c>, <c>func</c>, the types of a function) differs and stays by itself.
/// </summary>
internal static class ProgramSharing
{
    /// <summary>The programs, each at the place of its first hook.</summary>
    public static IReadOnlyList<BpfProgram> Merge(IReadOnlyList<BpfProgram> programs)
    {
        // A hook whose bodies fill several programs is left alone: their order is kept by attaching.
        var split = programs.GroupBy(p => (p.Target.Mechanism, p.Target.Hook)).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        var groups = new Dictionary<Sameness, List<BpfProgram>>();
        var order = new List<List<BpfProgram>>();
        foreach (var program in programs)
        {
            var key = program.Target.Mechanism.SharingKey(program.Target) is { } sharing && !split.Contains((program.Target.Mechanism, program.Target.Hook))
                ? new Sameness(program.Target.Mechanism, sharing, program.Probes.Count, [.. program.Instructions])
                : null;
            if (key is not null && groups.TryGetValue(key, out var group))
            {
                group.Add(program);
                continue;
            }

            order.Add(group = [program]);
            if (key is not null)
                groups.Add(key, group);
        }

        return order.ConvertAll(g => g.Count == 1 ? g[0] : g[0] with { Others = [.. g.Skip(1).Select(p => new SharedHook(p.Target, p.Probes))] });
    }

    /// <summary>Gives the parts of a program the hooks of the whole.</summary>
    public static IReadOnlyList<BpfProgram> Divide(BpfProgram whole, IReadOnlyList<BpfProgram> parts)
    {
        if (whole.Others.Count == 0)
            return parts;
        var done = 0;
        var divided = new List<BpfProgram>(parts.Count);
        foreach (var part in parts)
        {
            var from = done;
            done += part.Probes.Count;
            divided.Add(part with { Others = [.. whole.Others.Select(o => o with { Probes = [.. o.Probes.Skip(from).Take(part.Probes.Count)] })] });
        }

        return divided;
    }

    private sealed record Sameness(Mechanism Mechanism, string Key, int Bodies, BpfInstruction[] Code)
    {
        public bool Equals(Sameness? other) => other is not null && Mechanism == other.Mechanism && Key == other.Key && Bodies == other.Bodies && Code.AsSpan().SequenceEqual(other.Code);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Mechanism.Name, StringComparer.Ordinal);
            hash.AddBytes(MemoryMarshal.AsBytes<BpfInstruction>(Code));
            return hash.ToHashCode();
        }
    }
}
