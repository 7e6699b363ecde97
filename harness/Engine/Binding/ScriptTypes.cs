using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Types by name: C's own, what the script defines, what the kernel's BTF knows, and what modules know that the script has probes in, in this order.</summary>
public sealed class ScriptTypes
{
    private readonly IReadOnlyList<IKernelTypes> _kernels;
    private readonly Dictionary<string, Definition> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KernelType?> _resolved = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (KernelType Enum, long Value)> _constants = new(StringComparer.Ordinal);

    /// <summary>Knows the script's definitions; of two with one name, the later counts.</summary>
    /// <param name="modules">Names of modules.</param>
    public ScriptTypes(IKernelTypes kernel, IReadOnlyList<Definition> definitions, IEnumerable<string> modules)
    {
        _kernels = [kernel, .. modules.Select(kernel.Module).OfType<IKernelTypes>()];
        foreach (var definition in definitions)
            if (definition.Name.Length > 0)
                _definitions[Key(definition)] = definition;
        foreach (var definition in definitions)
            Constants(definition);
    }

    /// <summary>An enum's constant by its name.</summary>
    public (KernelType Enum, long Value)? FindConstant(string name) => _constants.TryGetValue(name, out var found) ? found : _kernels.Select(k => k.FindEnumerator(name)).FirstOrDefault(f => f is not null);

    /// <summary>The type that C writes so (<c>struct file</c>, <c>pid_t</c>), or <c>null</c>.</summary>
    public KernelType? Find(string spelling)
    {
        if (_resolved.TryGetValue(spelling, out var known))
            return known;
        // A structure that contains itself has no size: it is unknown while it is laid out.
        _resolved[spelling] = null;
        return _resolved[spelling] = Define(spelling) ?? BasicTypes.Find(spelling) ?? _kernels.Select(k => k.FindType(spelling)).FirstOrDefault(t => t is not null);
    }

    /// <summary>What BTF only declares where it is used: the script or a well-known header may define it. <c>null</c> if nobody does.</summary>
    public KernelType? FindDeclared(KernelType declared)
    {
        var spelling = declared.Spelling.Replace("const ", "", StringComparison.Ordinal).Replace("volatile ", "", StringComparison.Ordinal);
        if (Find(spelling) is { Kind: KernelTypeKind.Struct } found)
            return found;
        if (spelling != "struct __kernel_timespec")
            return null;
        // include/uapi/linux/time_types.h; system calls use it, but some kernels' BTF holds no function that looks into it.
        var (layout, number) = (new StructureLayout(false, false), BasicTypes.Find("int64")!);
        layout.Add("tv_sec", number, null);
        layout.Add("tv_nsec", number, null);
        return new DefinedStructure(spelling, layout.Size, layout.Alignment, layout.Members);
    }

    /// <summary>The C type of a written one, or <c>null</c> if it, or a part of it, is unknown or no C type. <c>typeof</c> is not for here.</summary>
    public KernelType? Find(TypeName name) => name switch
    {
        NamedType named => Find(named.Name),
        TaggedType tagged => Find(Key(tagged.Tag, tagged.Name)),
        PointerType pointer => Pointer(pointer.Target),
        ArrayType array => Find(array.Element) is { } element ? new DefinedArray(element, (int)Math.Min(array.Length ?? 0, 1 << 20)) : null,
        InlineType inline => Define(inline.Definition),
        _ => null,
    };

    private KernelType? Pointer(TypeName target)
    {
        // What is pointed to may be defined further down, or be the structure that is being laid out.
        if (target is TaggedType tagged)
            return new DefinedPointer(Key(tagged.Tag, tagged.Name), () => Find(target) ?? BasicTypes.Void);
        return Find(target) is { } found ? new DefinedPointer(found) : null;
    }

    private KernelType? Define(string spelling) => _definitions.TryGetValue(spelling, out var definition) ? Define(definition) : null;

    private KernelType? Define(Definition definition) => definition switch
    {
        StructDefinition structure => Layout(structure),
        EnumDefinition enumeration => Enum(enumeration),
        TypedefDefinition alias => Find(alias.Type),
        _ => null,
    };

    private DefinedStructure? Layout(StructDefinition definition)
    {
        var layout = new StructureLayout(definition.Tag == TypeTag.Union, definition.Packed);
        foreach (var member in definition.Members)
        {
            if (Find(member.Type) is not { } type)
                return null;
            layout.Add(member.Name, type, member.Bits);
        }
        return new DefinedStructure(Key(definition), layout.Size, layout.Alignment, layout.Members);
    }

    private static DefinedEnum Enum(EnumDefinition definition) => new(Key(definition), [.. definition.Constants.Select(c => new KernelEnumerator(c.Name, c.Value))]);

    private void Constants(Definition definition)
    {
        switch (definition)
        {
            case EnumDefinition enumeration:
                foreach (var constant in enumeration.Constants)
                    _constants[constant.Name] = (Enum(enumeration), constant.Value);
                break;
            case TypedefDefinition { Type: InlineType inline }:
                Constants(inline.Definition);
                break;
            case StructDefinition structure:
                foreach (var member in structure.Members)
                    if (member.Type is InlineType nested)
                        Constants(nested.Definition);
                break;
        }
    }

    private static string Key(Definition definition) => definition switch
    {
        StructDefinition structure => Key(structure.Tag, definition.Name),
        EnumDefinition => Key(TypeTag.Enum, definition.Name),
        _ => definition.Name,
    };

    private static string Key(TypeTag tag, string name) => $"{(tag switch { TypeTag.Struct => "struct", TypeTag.Union => "union", _ => "enum" })} {(name.Length == 0 ? "(anonymous)" : name)}";
}
