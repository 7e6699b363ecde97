namespace Conformance.Engine.Kernel;

/// <summary>How a script names a C type: <c>struct file</c>, <c>enum x</c>, <c>uint64_t</c>.</summary>
internal readonly struct CTypeName
{
    private static readonly BtfKind[] AnyKind = [BtfKind.Typedef, BtfKind.Struct, BtfKind.Union, BtfKind.Enum, BtfKind.Enum64, BtfKind.Integer];

    public CTypeName(string spelling)
    {
        var space = spelling.IndexOf(' ', StringComparison.Ordinal);
        BtfKind[]? kinds = (space < 0 ? "" : spelling[..space]) switch
        {
            "struct" => [BtfKind.Struct],
            "union" => [BtfKind.Union],
            "enum" => [BtfKind.Enum, BtfKind.Enum64],
            _ => null,
        };
        Name = kinds is null ? spelling : spelling[(space + 1)..];
        Kinds = kinds ?? AnyKind;
    }

    /// <summary>Without the tag.</summary>
    public string Name { get; }

    /// <summary>Kinds that the name may mean, likeliest first.</summary>
    public IReadOnlyList<BtfKind> Kinds { get; }
}
