using Conformance.Engine.Builtins.Meta;
using Conformance.Engine.Builtins.Tasks;
using Conformance.Engine.Builtins.Times;

namespace Conformance.Engine.Builtins;

/// <summary>All builtins: a new family is a file beside this one and a line here.</summary>
public static class BuiltinTable
{
    private static readonly Dictionary<string, Builtin> ByName =
        Index([TaskBuiltins.All, CurrentTask.All, MachineBuiltins.All, TimeBuiltins.All, ProbeBuiltins.All, ContextBuiltins.All, SessionBuiltins.All, CommandBuiltins.All, ConfigBuiltin.All]);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The builtin of that name, or <c>null</c>.</summary>
    public static Builtin? Find(string name) => ByName.GetValueOrDefault(name);

    private static Dictionary<string, Builtin> Index(ReadOnlySpan<Builtin[]> families)
    {
        var index = new Dictionary<string, Builtin>(StringComparer.Ordinal);
        foreach (var family in families)
            foreach (var builtin in family)
                index.Add(builtin.Name, builtin);
        return index;
    }
}
