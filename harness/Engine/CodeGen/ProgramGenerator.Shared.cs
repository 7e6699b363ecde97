using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>
/// What many statements of one program do alike stands once behind it, as a function that takes numbers and answers with one. The kernel verifies such a function (a global one) once by itself, and forgets at each call
/// what it saw; in place, each map lookup makes the kernel copy the whole program to put code in its stead (bpf_patch_insn_data, kernel/bpf/core.c), and each branch is one more that the verifier keeps in mind
/// until the program's end. So a program in which each statement does everything by itself costs the square of its length to load, and has an end at 8,192 branches.
/// </summary>
public sealed partial class ProgramGenerator
{
    /// <summary>Bytes of stack that a shared function has at most, as the kernel counts them.</summary>
    private const int SharedFrame = 96;

    /// <summary>The largest value that a shared function creates: it begins as zeros on its stack.</summary>
    private const int LargestShared = 40;

    /// <summary>r1 to r5.</summary>
    private const int MostParameters = 5;

    /// <summary>Of a function that is about none.</summary>
    private const int NoMap = -1;

    private readonly SharedFunctions _shared = new();

    /// <summary>The most stack that any body uses.</summary>
    private int _deepest;

    /// <summary>Whether a shared function is being written: it calls no other.</summary>
    private bool _sharing;

    /// <summary>Whether every value that the body computes is a number to the verifier too, which is all that such functions take.</summary>
    private bool _onlyNumbers;

    /// <summary>Stack that bodies may use: what shared functions need is not theirs.</summary>
    private int StackLimit => _shared.All.Count > 0 ? Frame.Limit - SharedFrame : Frame.Limit;

    private bool FitsAlone => _frame.Peak <= Frame.Limit && _frame.ScratchPeak <= Frame.ScratchLimit;

    /// <summary>The function that does what would be written now, or <c>null</c> if that is done in place.</summary>
    private SharedFunction? TakeShared(Shared what, int map, int parameters, Action write)
    {
        // A loop that the kernel runs has its stack below the program's, and is written when it is too late to choose.
        if (_depth > 0 || _sharing || parameters > MostParameters || Frame.Rounded(_deepest) > Frame.Limit - SharedFrame)
            return null;
        return _shared.Take(what, map, () => new SharedFunction(Code.NewLabel(), parameters, write));
    }

    /// <summary>The same for a function that works on the entry of a map.</summary>
    /// <param name="write">Writes what it does with a key and a value that lie in its frame, the value right behind the key.</param>
    private SharedFunction? TakeShared(Shared what, BoundMap target, bool takesValue, Action<Place, Place> write)
    {
        var map = target.Map;
        if (!_onlyNumbers || (what != Shared.Cell && !map.Scalar && map.ValueSize > LargestShared))
            return null;
        return TakeShared(what, _maps.IndexOf(map), WordsOfKey(map) + (takesValue ? 1 : 0), () =>
        {
            var key = Place.Frame(_frame.Allocate(map.KeySize + 8));
            var value = key + map.KeySize;
            if (map.Scalar)
                Code.Store(key, 0);
            for (var i = 0; i < WordsOfKey(map); i++)
                Code.Store(key + 8 * i, Parameter(i));
            if (takesValue)
                Code.Store(value, Parameter(WordsOfKey(map)));
            write(key, value);
        });
    }

    private static Register Parameter(int index) => (Register)((int)Register.R1 + index);

    private static int WordsOfKey(MapSymbol map) => map.Scalar ? 0 : map.KeySize / 8;

    /// <summary>Calls a function that works on the entry of a map; r0 is its answer.</summary>
    /// <param name="value">Loads the value, if it takes one.</param>
    private void CallShared(SharedFunction function, BoundMap target, Action<Register>? value)
    {
        var mark = _frame.Mark();
        var loads = new List<Action<Register>>(MostParameters);
        for (var i = 0; i < target.Keys.Count; i++)
            LaterWords(target.Keys[i], target.Map.Keys![i].Room, loads);
        if (value is not null)
            loads.Add(value);
        for (var i = 0; i < loads.Count; i++)
            loads[i](Parameter(i));
        Code.CallFunction(function.Start);
        _frame.Release(mark);
    }

    /// <summary>Computes a part of a key and says how to load its words.</summary>
    private void LaterWords(BoundExpression part, int room, List<Action<Register>> loads)
    {
        if (part is not Builtins.Maps.MapKey && !part.Type.IsAggregate)
        {
            loads.Add(Later(part));
            return;
        }
        var place = Allocate(room);
        Store(part, place, room);
        for (var offset = 0; offset < room; offset += 8)
        {
            var word = place + offset;
            loads.Add(register => Code.Load(register, word));
        }
    }

    /// <summary>Writes the functions behind the program that its code uses.</summary>
    /// <returns>How many numbers each takes, by its place among the program's functions.</returns>
    private Dictionary<int, int> FinishShared()
    {
        _sharing = true;
        var parameters = new Dictionary<int, int>();
        foreach (var function in _shared.All)
        {
            if (!Code.Uses(function.Start))
                continue;
            parameters[Code.Functions.Count] = function.Parameters;
            (_frame, _registers, _depth) = (new Frame(), new RegisterPool(), 0);
            Code.BindFunction(function.Start);
            Mark(First.Span);
            function.Write();
            Code.Exit();
            if (Frame.Rounded(_frame.Peak) > SharedFrame)
                throw new InvalidOperationException($"a shared function needs {_frame.Peak} bytes of stack");
        }
        return parameters;
    }
}
