using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.CodeGen.Optimizing;

/// <summary>Removes what computes a value that nobody reads: the registers that matter are followed backwards through the code, along all jumps.</summary>
internal sealed class DeadWrites(BpfInstruction[] code, bool[] gone, int[] goal)
{
    /// <summary>Rounds until backward jumps have told what they read; more than enough for nested loops, and stopping early only keeps more.</summary>
    private const int MostRounds = 8;

    private readonly ushort[] _live = new ushort[code.Length + 1];

    public void Run()
    {
        var settled = false;
        for (var round = 0; round < MostRounds && !settled; round++)
            settled = Follow();
        if (!settled)
            return;
        for (var i = 0; i < code.Length; i++)
        {
            if (gone[i])
                continue;
            var wide = CodeShape.IsLoadConstant(code[i]);
            if (CodeShape.IsPure(code[i]) && (After(i) & CodeShape.Writes(code[i])) == 0)
                gone[i] = gone[i + (wide ? 1 : 0)] = true;
            if (wide)
                i++;
        }
    }

    /// <summary>One walk from the end; whether it changed nothing.</summary>
    private bool Follow()
    {
        var settled = true;
        for (var i = code.Length - 1; i >= 0; i--)
        {
            // The second half of a wide constant does nothing.
            var half = i > 0 && CodeShape.IsLoadConstant(code[i - 1]);
            var live = gone[i] || half ? _live[i + 1] : (ushort)((After(i) & ~CodeShape.Writes(code[i])) | Needs(i));
            settled &= live == _live[i];
            _live[i] = live;
        }
        return settled;
    }

    private int Needs(int index) => CodeShape.IsPure(code[index]) && (After(index) & CodeShape.Writes(code[index])) == 0 ? 0 : CodeShape.Reads(code[index]);

    private int After(int index)
    {
        var instruction = code[index];
        if (CodeShape.IsExit(instruction))
            return 0;
        var jump = CodeShape.IsJump(instruction) && goal[index] >= 0 ? _live[goal[index]] : 0;
        return CodeShape.IsAlways(instruction) ? jump : jump | _live[index + 1];
    }
}
