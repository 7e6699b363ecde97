using System.Globalization;
using System.Text;

namespace Conformance.Engine.Kernel;

/// <summary>A type of the kernel as C would declare it, for <c>tracer -l 'struct file'</c>.</summary>
public static class TypeDeclaration
{
    private const int DeepestNesting = 16;

    /// <summary>Whether somebody asks for a type, not for probes.</summary>
    public static bool IsType(string text) => text.StartsWith("struct ", StringComparison.Ordinal) || text.StartsWith("union ", StringComparison.Ordinal) || text.StartsWith("enum ", StringComparison.Ordinal);

    /// <summary>The declaration.</summary>
    /// <exception cref="UnsupportedException">The kernel's types are not known, or it has none of that name.</exception>
    public static string Of(string name, IKernelTypes kernel)
    {
        name = string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var (owner, type) = ("vmlinux", kernel.FindType(name));
        foreach (var module in type is null ? kernel.ModuleNames : [])
            if (kernel.Module(module)?.FindType(name) is { } found)
                (owner, type) = (module, found);
        if (type is null)
            throw new UnsupportedException("btf", kernel.MissingReason is { } reason ? $"{name} is not known: {reason}" : $"the kernel's BTF has no {name}, nor have the types of its loaded modules: check its spelling");
        var text = new StringBuilder(owner).Append(": ").Append(type.Spelling).Append(" {\n");
        Body(type, text, 1);
        return text.Append("};\n").ToString();
    }

    private static void Body(KernelType type, StringBuilder text, int depth)
    {
        foreach (var enumerator in type.Enumerators)
            Indent(text, depth).Append(CultureInfo.InvariantCulture, $"{enumerator.Name} = {enumerator.Value},\n");
        foreach (var member in type.Members)
            Member(member, text, depth);
    }

    private static void Member(KernelMember member, StringBuilder text, int depth)
    {
        if (member.Type.Kind == KernelTypeKind.Struct && member.Type.Spelling.Contains("(anonymous)", StringComparison.Ordinal) && depth < DeepestNesting)
        {
            Indent(text, depth).Append(member.Type.Spelling.StartsWith("union", StringComparison.Ordinal) ? "union {\n" : "struct {\n");
            Body(member.Type, text, depth + 1);
            Indent(text, depth).Append(member.Name.Length > 0 ? $"}} {member.Name};\n" : "};\n");
            return;
        }

        var spelling = member.Type.Spelling;
        // An array's length stands behind the name.
        var bracket = member.Type.Kind == KernelTypeKind.Array ? spelling.IndexOf('[', StringComparison.Ordinal) : -1;
        var (before, behind) = bracket < 0 ? (spelling, "") : (spelling[..bracket], spelling[bracket..]);
        Indent(text, depth).Append(before).Append(before.EndsWith('*') ? "" : " ").Append(member.Name).Append(behind)
            .Append(member.BitSize > 0 ? string.Create(CultureInfo.InvariantCulture, $":{member.BitSize};\n") : ";\n");
    }

    private static StringBuilder Indent(StringBuilder text, int depth) => text.Append(' ', 8 * depth);
}
