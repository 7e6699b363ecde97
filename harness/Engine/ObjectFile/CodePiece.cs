namespace Conformance.Engine.ObjectFile;

/// <summary>A function as it stands in an object file: a program's own code, or a function behind it. Lines count from its first instruction.</summary>
/// <param name="First">Its place in the program's instructions.</param>
/// <param name="Section">Where it goes: the program's section, or <c>.text</c> for the functions that belong to it.</param>
/// <param name="Function">Which function it is; <c>null</c> for the program's own code.</param>
internal sealed record CodePiece(string Name, string Section, int First, BpfInstruction[] Instructions, IReadOnlyList<LineInfo> Lines, ProgramFunction? Function)
{
    private const string Functions = ".text";

    /// <summary>Whether only the kernel may call it, through a pointer.</summary>
    public bool IsStatic => Function is { Numbers: null };

    /// <summary>The pieces of a program.</summary>
    /// <param name="name">Makes a name that no other symbol has.</param>
    public static IReadOnlyList<CodePiece> Of(BpfProgram program, Func<string, string> name)
    {
        int[] bounds = [0, .. program.Functions.Select(f => f.Start), program.Instructions.Count];
        var pieces = new List<CodePiece>(bounds.Length - 1);
        var own = name(program.Name);
        for (var i = 0; i + 1 < bounds.Length; i++)
        {
            var (first, end) = (bounds[i], bounds[i + 1]);
            pieces.Add(new CodePiece(
                i == 0 ? own : name($"{own}_{FunctionTypes.NameOf(program.Functions[i - 1], i)}"),
                i == 0 ? program.Target.Mechanism.ObjectSection(program.Target) : Functions,
                first,
                [.. program.Instructions.Skip(first).Take(end - first)],
                LinesOf(program, first, end),
                i == 0 ? null : program.Functions[i - 1]));
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
