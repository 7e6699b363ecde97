using System.Globalization;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>Where the arguments of a static probe are, in the assembler's words: <c>-4@%edi 8@16(%rsp) 8@$5 1@-1(%rbp,%rax,4)</c> (x86-64, AT&amp;T spelling).</summary>
internal static class UsdtArguments
{
    public static ContextField Field(ProbeTarget target, int index)
    {
        var arguments = Split(((UserPlace)target.Place!).Arguments);
        if (index >= arguments.Count)
            return ContextField.Refused($"{target.AttachPoint} has {(arguments.Count == 0 ? "no arguments" : $"only {arguments.Count} arguments")}");
        return Parse(arguments[index]) ?? ContextField.Refused($"argument {index} of {target.AttachPoint} is kept as '{arguments[index]}', which is not supported");
    }

    /// <summary>At white space, but not inside parentheses.</summary>
    internal static IReadOnlyList<string> Split(string text)
    {
        var arguments = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is '(' or ')')
                depth += text[i] == '(' ? 1 : -1;
            if (i < text.Length && (text[i] != ' ' || depth > 0))
                continue;
            if (i > start)
                arguments.Add(text[start..i]);
            start = i + 1;
        }

        return arguments;
    }

    internal static ContextField? Parse(string argument)
    {
        // Some compilers leave the size out: then it is as wide as a register.
        var at = argument.IndexOf('@', StringComparison.Ordinal);
        var size = 8;
        if (at >= 0 && !int.TryParse(argument.AsSpan(0, at), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out size))
            return null;
        if (Math.Abs(size) is not (1 or 2 or 4 or 8))
            return null;
        var type = new KernelType($"{(size < 0 ? "int" : "uint")}{Math.Abs(size) * 8}_t", KernelTypeKind.Integer, Math.Abs(size), size < 0);
        var operand = argument[(at + 1)..];
        if (operand.StartsWith('$'))
            return TryInteger(operand.AsSpan(1), out var constant) ? new ContextField(0, type) { Source = ContextSource.Constant, Constant = constant } : null;
        if (operand.StartsWith('%'))
            return RegisterContext.OffsetOf(operand[1..], out _) is var offset and >= 0 ? new ContextField(offset, type) { Width = 8, User = true } : null;
        return MemoryOperand(operand) is { } memory ? new ContextField(0, type) { Source = ContextSource.Memory, Memory = memory, User = true } : null;
    }

    /// <summary><c>disp(%base,%index,scale)</c>; what is relative to the instruction or to a symbol is not understood.</summary>
    private static MemoryOperand? MemoryOperand(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || !text.EndsWith(')'))
            return null;
        long displacement = 0;
        if (open > 0 && !TryInteger(text.AsSpan(0, open), out displacement))
            return null;
        var parts = text[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > 3)
            return null;
        var (start, index, scale) = (Register(parts[0]), -1, 1);
        if (parts.Length > 1 && (index = Register(parts[1])) < 0)
            return null;
        if (parts.Length > 2 && (!int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out scale) || scale is not (1 or 2 or 4 or 8)))
            return null;
        return (parts[0].Length == 0 ? index < 0 : start < 0) ? null : new MemoryOperand(parts[0].Length == 0 ? -1 : start, displacement, User: true, index, scale);
    }

    private static int Register(string text) =>
        text.StartsWith('%') && text != "%rip" && RegisterContext.OffsetOf(text[1..], out var bytes) is var offset && bytes == 8 ? offset : -1;

    private static bool TryInteger(ReadOnlySpan<char> text, out long value)
    {
        var negative = text.StartsWith("-");
        if (negative || text.StartsWith("+"))
            text = text[1..];
        var read = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        value = negative ? -(long)number : (long)number;
        return read;
    }
}
