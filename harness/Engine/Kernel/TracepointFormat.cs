using System.Globalization;

namespace Conformance.Engine.Kernel;

/// <summary>How a field of a tracepoint's record is kept.</summary>
public enum TracepointFieldKind
{
    /// <summary>A number.</summary>
    Number,

    /// <summary>A pointer; where to, its type says.</summary>
    Pointer,

    /// <summary>An array inside the record (<c>char comm[16]</c>), or a structure.</summary>
    Array,

    /// <summary>Four bytes that say where in the record the data lies: the low half from the record's start, the high half how many bytes (<c>__data_loc</c>).</summary>
    DataLocation,

    /// <summary>The same, counted from the end of these four bytes (<c>__rel_loc</c>).</summary>
    RelativeLocation,
}

/// <summary>One field of a tracepoint's record.</summary>
/// <param name="Type">Its C type, without name and array brackets (<c>char</c>, <c>const struct file *</c>, <c>pid_t</c>).</param>
/// <param name="Offset">Bytes from the start of the record.</param>
/// <param name="Size">Bytes it takes there.</param>
/// <param name="Count">Elements of an array in the record; 0 for what is none, and where the length is known at run time only.</param>
public sealed record TracepointField(string Name, string Type, TracepointFieldKind Kind, int Offset, int Size, bool Signed, int Count)
{
    /// <summary>Whether it is a text: an array of char, or a location of one.</summary>
    public bool IsText => Kind is not (TracepointFieldKind.Number or TracepointFieldKind.Pointer) && Type is "char" or "const char" or "unsigned char";

    /// <summary>As its C declaration.</summary>
    public string Declaration => Kind switch
    {
        TracepointFieldKind.Array when Count > 0 => $"{Type} {Name}[{Count}]",
        TracepointFieldKind.DataLocation => $"__data_loc {Type}[] {Name}",
        TracepointFieldKind.RelativeLocation => $"__rel_loc {Type}[] {Name}",
        _ => $"{Type} {Name}",
    };
}

/// <summary>A tracepoint's record as its <c>format</c> file in tracefs describes it (Documentation/trace/events.rst).</summary>
/// <param name="Id">What perf_event_attr.config must say.</param>
/// <param name="Fields">Without the common ones, which every record begins with.</param>
public sealed record TracepointFormat(int Id, IReadOnlyList<TracepointField> Fields)
{
    /// <summary>Reads the file's text.</summary>
    /// <exception cref="InvalidDataException">It is not such a text.</exception>
    public static TracepointFormat Parse(string text)
    {
        var id = -1;
        var fields = new List<TracepointField>();
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.StartsWith("ID:", StringComparison.Ordinal))
                _ = int.TryParse(line[3..], NumberStyles.Integer | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out id);
            else if (line.StartsWith("field:", StringComparison.Ordinal) && Field(line.ToString()) is { } field && !field.Name.StartsWith("common_", StringComparison.Ordinal))
                fields.Add(field);
        }

        return id >= 0 ? new(id, fields) : throw new InvalidDataException("the format has no ID");
    }

    // field:unsigned short common_type;  offset:0;  size:2;  signed:0;
    private static TracepointField? Field(string line)
    {
        var parts = line.Split(';', StringSplitOptions.TrimEntries);
        var declaration = parts[0]["field:".Length..].Trim();
        var (offset, size, signed) = (Number(parts, "offset:"), Number(parts, "size:"), Number(parts, "signed:") == 1);
        var kind = TracepointFieldKind.Number;
        foreach (var (word, located) in new[] { ("__data_loc ", TracepointFieldKind.DataLocation), ("__rel_loc ", TracepointFieldKind.RelativeLocation) })
        {
            if (!declaration.StartsWith(word, StringComparison.Ordinal))
                continue;
            kind = located;
            declaration = declaration[word.Length..];
        }

        var count = 0;
        var open = declaration.IndexOf('[', StringComparison.Ordinal);
        if (open >= 0)
        {
            var close = declaration.IndexOf(']', open);
            if (close < 0)
                return null;
            if (kind == TracepointFieldKind.Number)
                kind = TracepointFieldKind.Array;
            _ = int.TryParse(declaration.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out count);
            declaration = (declaration[..open] + declaration[(close + 1)..]).TrimEnd();
        }

        var split = declaration.LastIndexOfAny([' ', '*']);
        if (split < 0)
            return null;
        var (type, name) = (declaration[..(split + 1)].Trim(), declaration[(split + 1)..]);
        if (kind == TracepointFieldKind.Number && type.EndsWith('*'))
            kind = TracepointFieldKind.Pointer;
        else if (kind == TracepointFieldKind.Number && size is not (1 or 2 or 4 or 8))
            kind = TracepointFieldKind.Array;
        return new(name, type, kind, offset, size, signed, count);
    }

    private static int Number(string[] parts, string key)
    {
        foreach (var part in parts)
            if (part.StartsWith(key, StringComparison.Ordinal) && int.TryParse(part.AsSpan(key.Length), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
                return number;
        return 0;
    }
}
