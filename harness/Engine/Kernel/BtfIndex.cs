using System.Runtime.InteropServices;
using System.Text;

namespace Conformance.Engine.Kernel;

/// <summary>
/// Raw BTF made addressable: where each type lies, which of them are functions, where a name stands. Nothing is looked at before it is asked for, and everything else is read from the bytes each time, because
/// a guest under emulation pays for every page and every object. Safe for several threads. Format: Documentation/bpf/btf.rst, include/uapi/linux/btf.h.
/// </summary>
internal sealed class BtfIndex
{
    private const ushort Magic = 0xeb9f;
    private const int HeaderSize = 24;
    private const int TypeWords = 3;

    // One offset for so many types: any other is found by walking, and building the table costs next to nothing.
    private const int Stride = 16;

    private const int FewSearches = 4;

    private readonly BtfBytes _bytes;
    private readonly int _types;
    private readonly int _strings;
    private readonly int _stringsLength;
    private readonly int _typesLength;
    private readonly BtfIndex? _base;
    private readonly int _baseStrings;
    private readonly Func<string, BtfKind, int?> _ask;
    private readonly Lazy<Functions> _functions;
    private volatile Places? _places;
    private int _searches;

    // Id and place of the type that was looked at last: questions come in series, and between two entries of the table lies a walk.
    private long _last;

    // Types that a script can name, and enums: made when one is first asked for by name.
    private readonly Lazy<List<(int Name, int Id)>> _named;

    /// <summary>Takes a file of BTF; only its header is read.</summary>
    /// <param name="kernel">For a module: the kernel's own BTF, on whose types and strings the module's numbers build.</param>
    /// <param name="ask">Somebody else who may know the id of a name: 0 if there is none, <c>null</c> if that cannot be told.</param>
    /// <exception cref="InvalidDataException">Not BTF, or cut off.</exception>
    public BtfIndex(BtfBytes bytes, BtfIndex? kernel = null, Func<string, BtfKind, int?>? ask = null)
    {
        _bytes = bytes;
        _base = kernel;
        _ask = ask ?? ((_, _) => null);
        _baseStrings = kernel?._stringsLength ?? 0;
        var header = bytes.At(0, Math.Min(HeaderSize, bytes.Length));
        if (header.Length < HeaderSize || MemoryMarshal.Read<ushort>(header) != Magic)
            throw new InvalidDataException("The data does not begin with the BTF magic number eb9f in this machine's byte order.");
        var words = MemoryMarshal.Cast<byte, uint>(header);
        long types = (long)words[1] + words[2], typesLength = words[3], strings = (long)words[1] + words[4], stringsLength = words[5];
        if (types + typesLength > bytes.Length || strings + stringsLength > bytes.Length || stringsLength == 0)
            throw new InvalidDataException($"The BTF is cut off: its header speaks of more than the {bytes.Length} bytes that are there.");
        (_types, _typesLength, _strings, _stringsLength) = ((int)types, (int)typesLength, (int)strings, (int)stringsLength);
        _functions = new(WalkFunctions);
        _named = new(WalkNamed);
    }

    /// <summary>Where every type lies.</summary>
    private sealed record Places(int[] Strides, int Count);

    /// <summary>All functions, in the order of their ids.</summary>
    private sealed record Functions(int[] Names, int[] Ids)
    {
        public NameTable? Table { get; set; }
    }

    private int First => _base?.Count ?? 1;

    /// <summary>Number of types, with void.</summary>
    public int Count => AllPlaces().Count;

    /// <summary>Number of functions.</summary>
    public int FunctionCount => _functions.Value.Ids.Length;

    /// <summary>Does now what the first questions would otherwise wait for.</summary>
    public void Prepare() => _ = (AllPlaces(), FunctionTable());

    /// <summary>Id of the function, or 0.</summary>
    public int FindFunction(string name)
    {
        if (name.Length == 0)
            return 0;
        // A look at each function costs as much as an index of all, which many lookups (a wildcard) share.
        if (_functions.IsValueCreated || Interlocked.Increment(ref _searches) > FewSearches)
            return FunctionTable().Find(Encoding.UTF8.GetBytes(name), FunctionName) is var found and >= 0 ? _functions.Value.Ids[found] : 0;
        if (_ask(name, BtfKind.Function) is { } known)
            return known;
        return _bytes.IsMapped ? LookAtEach(name, BtfKind.Function) : LookFor(name, BtfKind.Function);
    }

    private NameTable FunctionTable() => _functions.Value.Table ??= NameTable.Of(FunctionCount, FunctionName);

    private ReadOnlySpan<byte> FunctionName(int index) => TextBytes(_functions.Value.Names[index]);

    /// <summary>Id of the type of that name and kind, or 0. A module's own types come before the kernel's.</summary>
    public int FindType(string name, BtfKind kind)
    {
        if (!_named.IsValueCreated && _ask(name, kind) is { } known)
            return known;
        var named = _named.Value;
        for (var offset = NextText(name, -1); offset >= 0; offset = NextText(name, offset))
            foreach (var (text, id) in named)
                if (text == offset && KindOf(id) == kind)
                    return id;
        return _base?.FindType(name, kind) ?? 0;
    }

    /// <summary>The enum that has a constant of that name, and its value.</summary>
    public (int Enum, long Value)? FindEnumerator(string name)
    {
        for (var offset = NextText(name, -1); offset >= 0; offset = NextText(name, offset))
            foreach (var (_, id) in _named.Value)
                if (KindOf(id) is var kind and (BtfKind.Enum or BtfKind.Enum64))
                    for (var i = 0; i < MembersOf(id); i++)
                        if (TailOf(id, (kind == BtfKind.Enum ? 2 : 3) * i) == offset)
                            return (id, EnumeratorOf(id, i));
        return _base?.FindEnumerator(name);
    }

    /// <summary>The value of an enum's constant.</summary>
    public long EnumeratorOf(int id, int index) => KindOf(id) == BtfKind.Enum64
        ? (long)(TailOf(id, (3 * index) + 1) | ((ulong)TailOf(id, (3 * index) + 2) << 32))
        : FlagOf(id) ? (int)TailOf(id, (2 * index) + 1) : TailOf(id, (2 * index) + 1);

    /// <summary>The name of a member, or of an enum's constant.</summary>
    public string MemberNameOf(int id, int index) => Text((int)TailOf(id, (KindOf(id) == BtfKind.Enum ? 2 : 3) * index));

    /// <summary>Names of the functions that fit a glob, in the order of their ids. Compares bytes: to make each name a string first would cost more than the rest.</summary>
    public IReadOnlyList<string> FunctionsLike(string pattern)
    {
        var wanted = Encoding.UTF8.GetBytes(pattern);
        var names = new List<string>();
        foreach (var offset in _functions.Value.Names)
        {
            var name = TextBytes(offset);
            if (Glob.Matches(wanted, name))
                names.Add(Encoding.UTF8.GetString(name));
        }

        return names;
    }

    public BtfKind KindOf(int id) => id == 0 ? BtfKind.Void : (BtfKind)((Word(id, 1) >> 24) & 31);

    /// <summary>Number of members, parameters or values.</summary>
    public int MembersOf(int id) => (int)(Word(id, 1) & 0xffff);

    /// <summary>The flag whose meaning depends on the kind (an enum's: signed).</summary>
    public bool FlagOf(int id) => Word(id, 1) >> 31 != 0;

    /// <summary>Size in bytes, for kinds that have one.</summary>
    public int SizeOf(int id) => (int)Word(id, 2);

    /// <summary>The type this one refers to, for kinds that do.</summary>
    public int ReferenceOf(int id) => (int)Word(id, 2);

    public string NameOf(int id) => Text((int)Word(id, 0));

    /// <summary>Word number <paramref name="index"/> after the type's own three.</summary>
    public uint TailOf(int id, int index) => Word(id, TypeWords + index);

    public string Text(int nameOffset) => Encoding.UTF8.GetString(TextBytes(nameOffset));

    private BtfCursor Types(Span<byte> buffer) => new(_bytes, _types, _typesLength, First, buffer);

    private int BufferBytes => _bytes.IsMapped ? 0 : BtfCursor.BufferBytes;

    private Places AllPlaces()
    {
        if (_places is null)
            _ = Walk(BtfKind.Void, []);
        return _places!;
    }

    /// <summary>Where the bytes are at hand, comparing each name of the kind is cheaper than looking for the text first.</summary>
    private int LookAtEach(string name, BtfKind kind) => Walk(kind, Encoding.UTF8.GetBytes(name + '\0'));

    /// <summary>Notes where types lie, and finds the first of that kind and name on the way.</summary>
    private int Walk(BtfKind kind, ReadOnlySpan<byte> name)
    {
        var strides = new List<int>(_typesLength / sizeof(uint) / 64);
        var types = Types(stackalloc byte[BufferBytes]);
        var (left, found) = (1, 0);
        while (types.Next())
        {
            if (--left == 0)
            {
                strides.Add(types.At);
                left = Stride;
            }

            if (types.Kind == kind && found == 0 && BeginsWith(types.Name, name))
                found = types.Id;
        }

        _places = new([.. strides], types.Id);
        return found;
    }

    private bool BeginsWith(int nameOffset, ReadOnlySpan<byte> text)
    {
        if (nameOffset < _baseStrings)
            return _base!.BeginsWith(nameOffset, text);
        var at = nameOffset - _baseStrings;
        return at + text.Length <= _stringsLength && _bytes.At(_strings + at, text.Length).SequenceEqual(text);
    }

    /// <summary>BTF keeps each string once, so the name is looked for among the strings, and then its place among the types.</summary>
    private int LookFor(string name, BtfKind kind)
    {
        for (var offset = NextText(name, -1); offset >= 0; offset = NextText(name, offset))
        {
            if (IdOf(kind, offset) is var id and not 0)
                return id;
        }

        return 0;
    }

    private int IdOf(BtfKind kind, int nameOffset)
    {
        var types = Types(stackalloc byte[BufferBytes]);
        while (types.Next())
            if (types.Kind == kind && types.Name == nameOffset)
                return types.Id;
        return 0;
    }

    /// <summary>
    /// Where that text stands among the strings after <paramref name="after"/>, or -1. BTF keeps each string once, but a string may also be the end of a longer one's bytes
    /// in a broken file, so callers go on until it fits.
    /// </summary>
    private int NextText(string text, int after)
    {
        var wanted = Encoding.UTF8.GetBytes($"\0{text}\0");
        Span<byte> buffer = stackalloc byte[BufferBytes];
        for (var from = after < 0 ? 0 : after - _baseStrings; from < _stringsLength;)
        {
            var part = _bytes.From(_strings + from, buffer);
            part = part[..Math.Min(part.Length, _stringsLength - from)];
            if (part.IndexOf(wanted) is var found and >= 0)
                return from + found + 1 + _baseStrings;
            // The text may begin in the last bytes of this part.
            from += Math.Max(1, part.Length - wanted.Length + 1);
        }

        return -1;
    }

    private Functions WalkFunctions()
    {
        var (names, ids) = (new List<int>(), new List<int>());
        var types = Types(stackalloc byte[BufferBytes]);
        while (types.Next())
        {
            if (types.Kind != BtfKind.Function)
                continue;
            names.Add(types.Name);
            ids.Add(types.Id);
        }

        return new([.. names], [.. ids]);
    }

    private List<(int Name, int Id)> WalkNamed()
    {
        var named = new List<(int, int)>();
        var types = Types(stackalloc byte[BufferBytes]);
        while (types.Next())
            if (types.Kind is BtfKind.Enum or BtfKind.Enum64 || (types.Kind is BtfKind.Struct or BtfKind.Union or BtfKind.Typedef or BtfKind.Integer && types.Name != 0))
                named.Add((types.Name, types.Id));
        return named;
    }

    private ReadOnlySpan<byte> TextBytes(int offset)
    {
        if (offset < _baseStrings)
            return _base!.TextBytes(offset);
        offset -= _baseStrings;
        if ((uint)offset >= (uint)_stringsLength)
            throw new InvalidDataException($"A BTF name lies at {offset}, beyond the {_stringsLength} bytes of strings.");
        // Most names are short, and asking for all that follows would read all that follows.
        for (var most = 64; ; most *= 4)
        {
            var rest = _bytes.At(_strings + offset, Math.Min(most, _stringsLength - offset));
            if (rest.IndexOf((byte)0) is var end and >= 0)
                return rest[..end];
            if (rest.Length < most)
                return rest;
        }
    }

    private uint Word(int id, int index)
    {
        if (_base is not null && id < First)
            return _base.Word(id, index);
        return WordAt(PlaceOf(id) + index);
    }

    private int PlaceOf(int id)
    {
        var last = Volatile.Read(ref _last);
        if (last >> 32 == id)
            return (int)last;
        var (strides, count) = AllPlaces();
        if (id < First || id >= count)
            throw new InvalidDataException($"There is no BTF type {id}, only {count}.");
        var at = strides[(id - First) / Stride];
        for (var skip = (id - First) % Stride; skip > 0; skip--)
            at += BtfCursor.Length(WordAt(at + 1));
        Volatile.Write(ref _last, ((long)id << 32) | (uint)at);
        return at;
    }

    private uint WordAt(int word) => MemoryMarshal.Read<uint>(_bytes.At(_types + (word * sizeof(uint)), sizeof(uint)));
}
