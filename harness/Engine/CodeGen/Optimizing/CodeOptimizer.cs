using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.CodeGen.Optimizing;

/// <summary>
/// Makes finished code shorter without changing what it does: jumps go where they end, copies are read at their origin, what was stored is not loaded again, what nobody reads is not computed. Each pass is
/// linear in the code; two rounds find nearly everything.
/// </summary>
internal sealed class CodeOptimizer
{
    private const int Rounds = 2;

    private readonly BpfInstruction[] _code;
    private readonly bool[] _gone;
    private readonly int[] _goal;
    private readonly bool[] _starts;
    private readonly IReadOnlyList<int> _functions;

    private CodeOptimizer(BpfInstruction[] code, int[] goals, IReadOnlyList<int> functions)
    {
        _code = code;
        _functions = functions;
        _gone = new bool[code.Length];
        _goal = goals;
        _starts = new bool[code.Length + 1];
    }

    /// <summary>Shorter code with all distances written, its lines and functions at their new places; <c>null</c> if jumps do not reach their goals.</summary>
    /// <param name="goals">Where each jump and each use of a function goes; -1 for all other instructions.</param>
    public static (BpfInstruction[] Code, IReadOnlyList<LineInfo> Lines, IReadOnlyList<int> Functions)? Optimize(BpfInstruction[] code, int[] goals, IReadOnlyList<LineInfo> lines, IReadOnlyList<int> functions)
    {
        var optimizer = new CodeOptimizer(code, goals, functions);
        for (var round = 0; round < Rounds; round++)
        {
            optimizer.ThreadJumps();
            optimizer.RemoveUnreachable();
            optimizer.FindStarts();
            new CopyForwarding(optimizer._code, optimizer._gone, optimizer._starts).Run();
            new DeadWrites(optimizer._code, optimizer._gone, optimizer._goal).Run();
        }
        return optimizer.Compact(lines);
    }

    private bool IsSecondHalf(int index) => index > 0 && CodeShape.IsLoadConstant(_code[index - 1]) && !_gone[index - 1];

    private int Next(int index)
    {
        while (index < _code.Length && _gone[index])
            index++;
        return index;
    }

    /// <summary>A jump to a jump goes where that one goes; one to the opposite question goes on behind it.</summary>
    private void ThreadJumps()
    {
        for (var i = 0; i < _code.Length; i++)
        {
            if (_gone[i] || _goal[i] < 0 || !CodeShape.IsJump(_code[i]))
                continue;
            var goal = Next(_goal[i]);
            // Loops of jumps do not occur, but must not hang the compiler; backward ones stay, the verifier counts them.
            for (var steps = 0; steps < 16 && goal < _code.Length && CodeShape.IsAlways(_code[goal]) && _goal[goal] > goal; steps++)
                goal = Next(_goal[goal]);
            if (CodeShape.IsOpposite(_code[i], _code[goal]) && _goal[goal] > goal)
                goal = Next(goal + 1);
            _goal[i] = goal;
            if (CodeShape.IsAlways(_code[i]) && goal == Next(i + 1))
                _gone[i] = true;
        }
    }

    private void RemoveUnreachable()
    {
        var reached = new bool[_code.Length];
        var work = new Stack<int>();
        work.Push(0);
        foreach (var function in _functions)
            work.Push(function);
        while (work.TryPop(out var i))
        {
            for (i = Next(i); i < _code.Length && !reached[i]; i = Next(i + 1))
            {
                reached[i] = true;
                if (CodeShape.IsLoadConstant(_code[i]))
                    reached[++i] = true;
                else if (_goal[i] >= 0 && CodeShape.IsJump(_code[i]))
                    work.Push(_goal[i]);
                if (CodeShape.IsExit(_code[i]) && !IsSecondHalf(i) || CodeShape.IsAlways(_code[i]) && !IsSecondHalf(i))
                    break;
            }
        }
        for (var i = 0; i < _code.Length; i++)
            _gone[i] |= !reached[i];
    }

    /// <summary>Where straight pieces of code begin.</summary>
    private void FindStarts()
    {
        Array.Clear(_starts);
        foreach (var function in _functions)
            _starts[function] = true;
        for (var i = 0; i < _code.Length; i++)
            if (!_gone[i] && _goal[i] >= 0 && CodeShape.IsJump(_code[i]))
                _starts[Next(_goal[i])] = true;
    }

    private (BpfInstruction[] Code, IReadOnlyList<LineInfo> Lines, IReadOnlyList<int> Functions)? Compact(IReadOnlyList<LineInfo> lines)
    {
        var place = new int[_code.Length + 1];
        var count = 0;
        for (var i = 0; i < _code.Length; i++)
        {
            place[i] = count;
            if (!_gone[i])
                count++;
        }
        place[^1] = count;
        var (code, goals) = (new BpfInstruction[count], new int[count]);
        for (var i = 0; i < _code.Length; i++)
        {
            if (_gone[i])
                continue;
            code[place[i]] = _code[i];
            goals[place[i]] = _goal[i] < 0 ? -1 : place[_goal[i]];
        }
        var moved = new List<LineInfo>(lines.Count);
        foreach (var line in lines)
        {
            var offset = place[line.InstructionOffset];
            if (offset >= count)
                continue;
            // Of several lines that begin at one instruction the last one counts: the others have no instructions left.
            if (moved.Count > 0 && moved[^1].InstructionOffset == offset)
                moved[^1] = line with { InstructionOffset = offset };
            else
                moved.Add(line with { InstructionOffset = offset });
        }
        return LongJumps.Write(code, goals, moved, [.. _functions.Select(f => place[f])]);
    }
}
