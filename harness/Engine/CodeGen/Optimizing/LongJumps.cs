using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.CodeGen.Optimizing;

/// <summary>
/// Writes the distances of jumps, which have 16 bits. In longer programs a jump that does not reach its goal goes by stations: rows of jumps between two instructions of the program, which pass them by.
/// (Jumps with 32 bits came with Linux 6.6 only, and stations cost what is executed one jump in 5,000 instructions.)
/// </summary>
internal sealed class LongJumps
{
    /// <summary>Stations lie this far apart.</summary>
    private const int Apart = 5_000;

    /// <summary>A jump of so many instructions is left as it is; the rest of its 32,767 is room for stations that it passes, and for what the kernel puts in place of helper calls (a jump that then does not reach is ENOMEM).</summary>
    private const int Reach = 10_000;

    private readonly BpfInstruction[] _code;
    private readonly int[] _goals;
    private readonly List<Station> _stations = [];

    private LongJumps(BpfInstruction[] code, int[] goals) => (_code, _goals) = (code, goals);

    /// <summary>A row of jumps in front of an instruction.</summary>
    private sealed class Station
    {
        public required int Before { get; init; }

        /// <summary>Whether the instruction in front of it goes on to the one behind it.</summary>
        public required bool Passed { get; init; }

        public List<int> Goals { get; } = [];

        public int Start { get; set; }

        public int Size => Goals.Count == 0 ? 0 : Goals.Count + (Passed ? 1 : 0);

        public int EntryOf(int goal) => Start + (Passed ? 1 : 0) + Goals.IndexOf(goal);
    }

    /// <summary>The code with all distances, and its lines and functions at their new places; <c>null</c> if even stations do not help.</summary>
    /// <param name="goals">Where each jump or use of a function goes; -1 for all other instructions.</param>
    public static (BpfInstruction[] Code, IReadOnlyList<LineInfo> Lines, IReadOnlyList<int> Functions)? Write(BpfInstruction[] code, int[] goals, IReadOnlyList<LineInfo> lines, IReadOnlyList<int> functions)
    {
        var jumps = new LongJumps(code, goals);
        if (code.Length > Reach)
            jumps.PlaceStations();
        if (jumps.Encode() is not { } written)
            return null;
        return jumps._stations.Count == 0
            ? (written, lines, functions)
            : (written, [.. lines.Select(line => line with { InstructionOffset = jumps.Place(line.InstructionOffset) })], [.. functions.Select(jumps.Place)]);
    }

    private void PlaceStations()
    {
        for (var at = Apart; at < _code.Length; at += Apart)
        {
            // Never between the halves of a wide constant, of which the second does nothing.
            var before = CodeShape.IsLoadConstant(_code[at - 1]) ? at + 1 : at;
            if (before < _code.Length)
                _stations.Add(new Station { Before = before, Passed = !CodeShape.IsAlways(_code[before - 1]) && !CodeShape.IsExit(_code[before - 1]) });
        }

        for (var i = 0; i < _code.Length; i++)
            if (_goals[i] >= 0 && CodeShape.IsJump(_code[i]))
                Book(i, _goals[i]);
        _stations.RemoveAll(station => station.Goals.Count == 0);
        var moved = 0;
        foreach (var station in _stations)
        {
            station.Start = station.Before + moved;
            moved += station.Size;
        }
    }

    /// <summary>Has the goal a place in every station on the way.</summary>
    private void Book(int from, int goal)
    {
        for (var at = from; Next(at, goal) is { } station; at = station.Before)
            if (!station.Goals.Contains(goal))
                station.Goals.Add(goal);
    }

    /// <summary>The farthest station that a jump from there can reach on the way to its goal; <c>null</c> if it reaches the goal.</summary>
    private Station? Next(int from, int goal) => Math.Abs(goal - from) <= Reach ? null
        : goal > from ? _stations.Last(station => station.Before > from && station.Before - from <= Reach)
        : _stations.First(station => station.Before < from && from - station.Before <= Reach);

    /// <summary>Where an instruction has come to lie: behind all stations in front of it.</summary>
    private int Place(int index)
    {
        var place = index;
        foreach (var station in _stations)
        {
            if (station.Before > index)
                break;
            place += station.Size;
        }

        return place;
    }

    private BpfInstruction[]? Encode()
    {
        var written = new List<BpfInstruction>(_code.Length + _stations.Sum(station => station.Size));
        var stations = new Queue<Station>(_stations);
        var fits = true;
        for (var i = 0; i < _code.Length; i++)
        {
            if (stations.TryPeek(out var station) && station.Before == i)
            {
                _ = stations.Dequeue();
                if (station.Passed)
                    written.Add(new BpfInstruction(Opcodes.Jmp, 0, (short)station.Goals.Count, 0));
                foreach (var goal in station.Goals)
                    Jump(new BpfInstruction(Opcodes.Jmp, 0, 0, 0), i, goal);
            }

            if (_goals[i] < 0)
                written.Add(_code[i]);
            else if (CodeShape.IsJump(_code[i]))
                Jump(_code[i], i, _goals[i]);
            else
                written.Add(_code[i] with { Immediate = Place(_goals[i]) - written.Count - 1 });
        }

        return fits ? [.. written] : null;

        void Jump(BpfInstruction instruction, int from, int goal)
        {
            var distance = (Next(from, goal) is { } next ? next.EntryOf(goal) : Place(goal)) - written.Count - 1;
            fits &= distance is >= short.MinValue and <= short.MaxValue;
            written.Add(instruction with { Offset = (short)distance });
        }
    }
}
