namespace Conformance.Engine.ObjectFile;

/// <summary>A function as it stands in an object file: a program's own code, or a loop of it that the kernel runs. Lines count from its first instruction.</summary>
/// <param name="First">Its place in the program's instructions.</param>
/// <param name="Section">Where it goes: the program's section, or <c>.text</c> for the functions that belong to it.</param>
internal sealed record CodePiece(string Name, string Section, int First, BpfInstruction[] Instructions, IReadOnlyList<LineInfo> Lines)
{
    private const string Functions = ".text";

    /// <summary>Whether only its program may call it.</summary>
    public bool IsStatic => Section == Functions;

    /// <summary>The pieces of a program.</summary>
    /// <param name="name">Makes a name that no other symbol has.</param>
    public static IReadOnlyList<CodePiece> Of(BpfProgram program, Func<string, string> name)
    {
        int[] bounds = [0, .. program.Functions, program.Instructions.Count];
        var pieces = new List<CodePiece>(bounds.Length - 1);
        var own = name(program.Name);
        for (var i = 0; i + 1 < bounds.Length; i++)
        {
            var (first, end) = (bounds[i], bounds[i + 1]);
            pieces.Add(new CodePiece(
                i == 0 ? own : name($"{own}_loop_{i}"),
                i == 0 ? program.Target.Mechanism.ObjectSection(program.Target) : Functions,
                first,
                [.. program.Instructions.Skip(first).Take(end - first)],
                LinesOf(program, first, end)));
        }

        return pieces;
    }

    /// <summary>The lines of a part; what begins before it has its line from there.</summary>
    private static List<LineInfo> LinesOf(BpfProgram program, int first, int end)
    {
        var lines = new List<LineInfo>();
        foreach (var line in program.Lines)
        {
            if (line.InstructionOffset <= first)
                lines = [line with { InstructionOffset = 0 }];
            else if (line.InstructionOffset < end)
                lines.Add(line with { InstructionOffset = line.InstructionOffset - first });
        }

        return lines;
    }
}

/// <summary>A piece that has its place: section, offset in it, number of its symbol.</summary>
internal readonly record struct CodePlace(CodePiece Piece, int Section, int Offset, int Symbol)
{
    /// <summary>Bytes of its code.</summary>
    public int Size => Piece.Instructions.Length * 8;
}
