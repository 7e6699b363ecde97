using System.Globalization;
using System.Text;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Attach;

/// <summary>A refusal by the kernel's verifier, in terms of the script.</summary>
/// <param name="Instruction">Where the verifier stopped; -1 if its log names no instruction.</param>
/// <param name="Place">Line and column of the script that this instruction comes from.</param>
/// <param name="Words">The verifier's own words, one sentence.</param>
/// <param name="Log">The whole log with the lines of the script between the instructions.</param>
/// <param name="Instructions">How long the program is.</param>
internal sealed record VerifierLog(int Instruction, LineInfo Place, string Words, string Log, int Instructions)
{
    /// <summary>A long program has megabytes of log; this much of its end is read and shown.</summary>
    private const int MostLog = 1 << 18;

    private const int MostWords = 300;

    /// <summary>Widest piece of a source line that a message shows.</summary>
    private const int Widest = 160;

    /// <summary>Reads a log. Its form is free text that every kernel writes a little differently (print_bpf_insn and verbose, kernel/bpf/); what it has in common is looked for.</summary>
    public static VerifierLog Read(string log, BpfProgram program, BpfObject script)
    {
        var source = script.Source.Split('\n');
        var annotated = new StringBuilder(log.Length);
        var words = new List<string>();
        var (instruction, shown) = (-1, -1);
        // What it complains of stands at the end.
        foreach (var line in (log.Length > MostLog ? log[^MostLog..] : log).Split('\n'))
        {
            if (IsQuote(line))
                continue; // The kernel's quotes have no line numbers before 6.9; ours replace them.
            if (InstructionOf(line) is { } number && number < program.Instructions.Count)
            {
                instruction = number;
                words.Clear();
                var place = PlaceIndex(program.Lines, number);
                if (place != shown && place >= 0)
                    annotated.Append("; ").Append(script.Place(program.Lines[place].Line)).Append(": ").Append(Clipped(Line(source, program.Lines[place].Line).Trim())).Append('\n');
                shown = place;
            }
            else if (!IsNoise(line))
            {
                words.Add(line.Trim());
            }

            annotated.Append(line).Append('\n');
        }

        var text = string.Join("; ", words);
        if (instruction < 0)
            instruction = NamedInstruction(text);
        var index = PlaceIndex(program.Lines, Math.Max(instruction, 0));
        return new(instruction, index < 0 ? new(0, 1, 1) : program.Lines[index], text.Length <= MostWords ? text : text[..MostWords] + "…", annotated.ToString().TrimEnd('\n') + "\n", program.Instructions.Count);
    }

    /// <summary>The refusal as an error of the script: place, sentence, source line, hint.</summary>
    /// <param name="attachPoint">The probe that was refused.</param>
    /// <param name="answer">Minus the error number.</param>
    public AttachException Refusal(BpfObject script, string attachPoint, int answer)
    {
        var line = Line(script.Source.Split('\n'), Place.Line);
        var from = Math.Clamp(Place.Column - 1 - (Widest / 2), 0, Math.Max(0, line.Length - 1));
        var caret = new string([.. line.Skip(from).Take(Place.Column - 1 - from).Select(c => c == '\t' ? '\t' : ' ')]);
        line = line.Substring(from, Math.Min(Widest, line.Length - from));
        return new AttachException(
            $"{script.Place(Place.Line)}:{Place.Column}: error: the kernel's verifier refuses this part of {attachPoint}: {(Words.Length > 0 ? Words : $"it answers {Libbpf.Errno.Name(-answer)} and says no more")}\n{line}\n{caret}^\nhint: {VerifierHints.For(Words, Instructions)}",
            -answer,
            Log);
    }

    /// <summary>The number in <c>unreachable insn 5</c> and the like; -1 if there is none.</summary>
    private static int NamedInstruction(string words)
    {
        const string name = "insn ";
        var at = words.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
            return -1;
        var digits = words.AsSpan(at + name.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    private static string Clipped(string line) => line.Length <= Widest ? line : line[..Widest] + "…";

    private static string Line(string[] source, int line) => line >= 1 && line <= source.Length ? source[line - 1].TrimEnd('\r') : "";

    private static int PlaceIndex(IReadOnlyList<LineInfo> lines, int instruction)
    {
        var index = -1;
        while (index + 1 < lines.Count && lines[index + 1].InstructionOffset <= instruction)
            index++;
        return index;
    }

    private static bool IsQuote(string line) => line.StartsWith("; ", StringComparison.Ordinal);

    /// <summary>The number of a line such as <c>12: (79) r1 = …</c>.</summary>
    private static int? InstructionOf(string line)
    {
        var colon = line.IndexOf(": (", StringComparison.Ordinal);
        return colon > 0 && int.TryParse(line.AsSpan(0, colon).TrimStart(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>States of registers, backtracking and statistics: none of it is the complaint.</summary>
    private static bool IsNoise(string line)
    {
        ReadOnlySpan<string> starts =
            ["processed ", "verification time", "stack depth", "from ", "func#", "mark_precise", "last_idx", "regs=", "parent ", "propagating", "max_states", "live regs", "old ", "cur "];
        var trimmed = line.AsSpan().Trim();
        if (trimmed.IsEmpty)
            return true;
        foreach (var start in starts)
        {
            if (trimmed.StartsWith(start, StringComparison.Ordinal))
                return true;
        }

        // "12: R0=…" or " R0=inv(id=0) R10=fp0": the state before an instruction.
        var colon = trimmed.IndexOf(':');
        var state = colon > 0 && trimmed[..colon].IndexOfAnyExceptInRange('0', '9') < 0 ? trimmed[(colon + 1)..].TrimStart() : trimmed;
        var equals = state.IndexOf('=');
        return equals > 0 && (state[0] == 'R' || state.StartsWith("frame", StringComparison.Ordinal)) && !state[..equals].Contains(' ');
    }
}
