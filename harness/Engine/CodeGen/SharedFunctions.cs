namespace Conformance.Engine.CodeGen;

/// <summary>What a function behind a program does for many of its statements.</summary>
internal enum Shared
{
    /// <summary>Reads a number from a map's entry; 0 if there is none.</summary>
    Get,

    /// <summary>Writes a number to a map's entry.</summary>
    Set,

    /// <summary>Adds a number to a map's entry.</summary>
    Add,

    /// <summary>The same; its answer is the sum.</summary>
    AddAndGet,

    /// <summary>Aggregates a number in a map's entry.</summary>
    Aggregate,

    /// <summary>Counts in a cell of a map's entry.</summary>
    Cell,

    /// <summary>Counts the invocation of a probe in this thread; its answer is the count.</summary>
    Enter,

    /// <summary>Sends the event of a firing; its answer is the event's sequence and processor.</summary>
    Fire,
}

/// <summary>A function that a program shares: where it begins, how many numbers it takes, and what writes it.</summary>
internal sealed record SharedFunction(Label Start, int Parameters, Action Write);

/// <summary>Which functions a program shares, by what they do and for which map. What a program does a few times only is done in place, which runs faster by a call.</summary>
internal sealed class SharedFunctions
{
    /// <summary>So often code of one kind stands in place before it is shared.</summary>
    private const int InPlace = 8;

    private Dictionary<(Shared, int Map), int> _uses = [];
    private Dictionary<(Shared, int Map), SharedFunction> _functions = [];

    /// <summary>Whether the program has stack left for functions.</summary>
    public bool Allowed { get; set; } = true;

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<SharedFunction> All => _functions.Values;

    /// <summary>A moment to return to.</summary>
    public (Dictionary<(Shared, int Map), int> Uses, Dictionary<(Shared, int Map), SharedFunction> Functions) State => (new(_uses), new(_functions));

    /// <summary>Forgets what was shared since.</summary>
    public void Rewind((Dictionary<(Shared, int Map), int> Uses, Dictionary<(Shared, int Map), SharedFunction> Functions) state) => (_uses, _functions) = (new(state.Uses), new(state.Functions));

    /// <summary>The function that stands for what would be written now, or <c>null</c> if that is done in place.</summary>
    public SharedFunction? Take(Shared what, int map, Func<SharedFunction> make)
    {
        if (!Allowed)
            return null;
        if (_functions.TryGetValue((what, map), out var function))
            return function;
        var uses = _uses[(what, map)] = _uses.GetValueOrDefault((what, map)) + 1;
        return uses <= InPlace ? null : _functions[(what, map)] = make();
    }
}
