namespace Conformance.Engine.ObjectFile;

/// <summary>What the kernel wants beside one program to quote the script in its verifier's log: types, and one record for the function and for each line.</summary>
/// <param name="Btf">BTF to be loaded first.</param>
/// <param name="Functions">struct bpf_func_info, include/uapi/linux/bpf.h: 2 words each.</param>
/// <param name="Lines">struct bpf_line_info: 4 words each.</param>
internal sealed record ProgramDebug(byte[] Btf, uint[] Functions, uint[] Lines)
{
    /// <summary>None: for programs that the engine writes for itself.</summary>
    public static ProgramDebug None { get; } = new([], [], []);

    /// <summary>Bytes of one record of <see cref="Functions"/>.</summary>
    public const int FunctionRecord = 8;

    /// <summary>Bytes of one record of <see cref="Lines"/>.</summary>
    public const int LineRecord = 16;

    /// <summary>Debug information of one program; offsets count instructions here, not bytes as in an object file.</summary>
    public static ProgramDebug Of(BpfObject script, BpfProgram program)
    {
        var btf = new BtfBuilder();
        var prototypes = new FunctionTypes(btf, btf.AddInteger("int", 4));
        uint[] functions =
        [
            0, (uint)btf.AddFunction("probe", prototypes.Program),
            .. program.Functions.SelectMany((function, i) => new[] { (uint)function.Start, (uint)btf.AddFunction(FunctionTypes.NameOf(function, i + 1), prototypes.Of(function.Numbers), isStatic: function.Numbers is null) }),
        ];
        var source = script.Source.Split('\n');
        uint[] lines =
        [
            .. program.Lines.SelectMany(l => new[]
            {
                (uint)l.InstructionOffset,
                btf.Text(script.Name),
                btf.Text(l.Line >= 1 && l.Line <= source.Length ? source[l.Line - 1] : ""),
                BtfExtension.Position(l.Line, l.Column),
            }),
        ];
        return new(btf.ToArray(), functions, lines);
    }

    /// <summary>Number of records in <see cref="Functions"/>.</summary>
    public int FunctionCount => Functions.Length * sizeof(uint) / FunctionRecord;

    /// <summary>Number of records in <see cref="Lines"/>.</summary>
    public int LineCount => Lines.Length * sizeof(uint) / LineRecord;
}
