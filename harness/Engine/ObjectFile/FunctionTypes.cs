namespace Conformance.Engine.ObjectFile;

/// <summary>The BTF types of a program and of the functions behind it.</summary>
/// <param name="integer">The id of <c>int</c>.</param>
internal sealed class FunctionTypes(BtfBuilder btf, int integer)
{
    private readonly Dictionary<int, int> _ofNumbers = [];
    private int _number;

    /// <summary>A program, and a loop's body that the kernel calls.</summary>
    public int Program { get; } = btf.AddPrototype(integer, [("ctx", btf.AddPointer(0))]);

    /// <summary>The type of a function that takes so many numbers; <c>null</c>: of one that the kernel calls.</summary>
    public int Of(int? parameters)
    {
        if (parameters is not { } numbers)
            return Program;
        if (_ofNumbers.TryGetValue(numbers, out var known))
            return known;
        if (_number == 0)
            _number = btf.AddInteger("long", 8);
        return _ofNumbers[numbers] = btf.AddPrototype(_number, [.. Enumerable.Range(1, numbers).Select(i => ($"n{i}", _number))]);
    }

    /// <summary>What a function behind a program is called, which is its <paramref name="number"/>th.</summary>
    public static string NameOf(ProgramFunction function, int number) => $"{(function.Numbers is null ? "loop" : "shared")}_{number}";
}
