using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>Names of programs and maps as the kernel takes them: at most 15 letters, digits and underscores (BPF_OBJ_NAME_LEN, include/uapi/linux/bpf.h).</summary>
internal static class Naming
{
    private const int Longest = 15;

    public static string Program(BoundProbe first) => Clean($"p{first.Index}_{(first.Target.Hook.Length > 0 ? first.Target.Hook : first.Target.Mechanism.Name)}");

    public static string Map(MapSymbol map) => Clean($"AT_{map.Name.AsSpan(1)}");

    public static string Stacks(int depth) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"stacks_{depth}");

    private static string Clean(string name) =>
        string.Create(Math.Min(name.Length, Longest), name, static (characters, name) =>
        {
            for (var i = 0; i < characters.Length; i++)
                characters[i] = char.IsAsciiLetterOrDigit(name[i]) ? name[i] : '_';
        });
}
