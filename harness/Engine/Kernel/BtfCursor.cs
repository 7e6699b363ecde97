namespace Conformance.Engine.Kernel;

/// <summary>One pass over the types of BTF, whose records have no fixed length: the only way to learn where a type lies. A hundred thousand steps, so each is as short as it can be.</summary>
internal unsafe ref struct BtfCursor
{
    /// <summary>Room for a part of a file that is not in memory: more would have to be cleared.</summary>
    public const int BufferBytes = 16384;

    private const int TypeWords = 3;

    private readonly BtfBytes _bytes;
    private readonly int _start;
    private readonly int _words;
    private readonly Span<byte> _buffer;

    // The part in memory: addressed by words from the first type, up to its end.
    private uint* _window;
    private int _end;
    private int _next;

    /// <param name="bytes">The file.</param>
    /// <param name="start">Where its types begin.</param>
    /// <param name="length">Their bytes.</param>
    /// <param name="first">Id of the first.</param>
    /// <param name="buffer">Memory that does not move, for a file that is not mapped.</param>
    public BtfCursor(BtfBytes bytes, int start, int length, int first, Span<byte> buffer)
    {
        _bytes = bytes;
        _start = start;
        _words = length / sizeof(uint);
        _buffer = buffer;
        Id = first - 1;
    }

    // Words of a record and words for each of its members, by kind; 0 for what is no kind.
    private static ReadOnlySpan<byte> Fixed => [0, 4, 3, 6, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3, 4, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> Members => [0, 0, 0, 0, 3, 3, 2, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>The type it is at; behind the last one, the number of types.</summary>
    public int Id { get; private set; }

    /// <summary>Where it begins, in words from the first type.</summary>
    public int At { get; private set; }

    /// <summary>Its kind.</summary>
    public BtfKind Kind { get; private set; }

    /// <summary>The type's first word: where its name stands.</summary>
    public readonly int Name => (int)_window[At];

    /// <summary>Words of a record with that second word.</summary>
    public static int Length(uint info) => Fixed[(int)(info >> 24) & 31] + (Members[(int)(info >> 24) & 31] * (int)(info & 0xffff));

    /// <summary>Goes to the next type; <c>false</c> behind the last.</summary>
    /// <exception cref="UnsupportedException">A kind that this does not know, or a record that does not fit.</exception>
    public bool Next()
    {
        var at = _next;
        Id++;
        At = at;
        if (at + TypeWords > _end && !Move(at))
            return false;
        var info = _window[at + 1];
        var length = Length(info);
        Kind = (BtfKind)((info >> 24) & 31);
        if (length == 0)
            throw Unreadable($"type {Id} is of kind {(int)Kind}, which this engine does not know");
        _next = at + length;
        return true;
    }

    private bool Move(int at)
    {
        if (at + TypeWords > _words)
            return at == _words ? false : throw Unreadable($"it is cut off in type {Id}");
        var part = _bytes.From(_start + (at * sizeof(uint)), _buffer);
        fixed (byte* first = part)
            _window = (uint*)first - at;
        _end = at + Math.Min(part.Length / sizeof(uint), _words - at);
        return true;
    }

    private static UnsupportedException Unreadable(string why) => new("btf", $"This kernel's types (BTF) cannot be read: {why}.");
}
