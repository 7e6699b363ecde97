namespace Conformance.Engine.Tests.Fuzzing;

/// <summary>An integer expression: its text, what its type is by the language's rules, and how to compute it. Shares nothing with the engine.</summary>
/// <param name="Wide">Whether its type is uint64; everything else computes as int64.</param>
/// <param name="Constant">Its value, if it is known at compile time.</param>
/// <param name="Value">Computes it; effects happen in the order of the text.</param>
internal sealed record Term(string Text, bool Wide, long? Constant, Func<ReferenceState, long> Value)
{
    /// <summary>A constant that is not negative goes with the other side's sign.</summary>
    private bool MakesUnsigned => Wide && Constant is not >= 0;

    public static Term Literal(ulong value) => new(value.ToString(), value > long.MaxValue, (long)value, _ => (long)value);

    public static Term Hexadecimal(ulong value) => Literal(value) with { Text = $"0x{value:x}" };

    public static Term Unary(string op, Term operand) => op switch
    {
        "!" => Of($"!{operand.Text}", false, operand, v => v == 0 ? 1 : 0),
        "~" => Of($"~{operand.Text}", operand.Wide, operand, v => ~v),
        _ => Of($"-{Guarded(operand)}", false, operand, v => unchecked(-v)),
    };

    /// <summary>A sign before a sign would be a decrement.</summary>
    private static string Guarded(Term operand) => operand.Text.StartsWith('-') ? $"({operand.Text})" : operand.Text;

    public static Term Cast(string type, Term operand) => Of($"({type}){operand.Text}", type == "uint64", operand, type switch
    {
        "bool" => v => v != 0 ? 1 : 0,
        "uint8" => v => v & 0xff,
        "int8" => v => (v & 0xff) - ((v & 0x80) << 1),
        "uint16" => v => v & 0xffff,
        "int16" => v => (v & 0xffff) - ((v & 0x8000) << 1),
        "uint32" => v => v & 0xffffffff,
        "int32" => v => (v & 0xffffffff) - ((v & 0x80000000) << 1),
        _ => v => v,
    });

    public static Term Binary(string op, Term left, Term right)
    {
        var shift = op is "<<" or ">>";
        var unsigned = shift ? left.Wide : left.MakesUnsigned || right.MakesUnsigned;
        var truth = op is "==" or "!=" or "<" or "<=" or ">" or ">=" or "&&" or "||";
        Func<ReferenceState, long> value = op switch
        {
            "&&" => s => left.Value(s) != 0 && right.Value(s) != 0 ? 1 : 0,
            "||" => s => left.Value(s) != 0 || right.Value(s) != 0 ? 1 : 0,
            _ => s => Apply(op, left.Value(s), right.Value(s), unsigned),
        };
        var constant = left.Constant is not null && right.Constant is not null ? value(null!) : (long?)null;
        return new Term($"({left.Text} {op} {right.Text})", !truth && unsigned, constant, value);
    }

    public static Term Conditional(Term condition, Term then, Term otherwise) =>
        // The cast hides which side gave the type.
        new($"(int64)({condition.Text} ? {then.Text} : {otherwise.Text})", false,
            condition.Constant is { } known ? (known != 0 ? then : otherwise).Constant : null,
            s => condition.Value(s) != 0 ? then.Value(s) : otherwise.Value(s));

    private static Term Of(string text, bool wide, Term operand, Func<long, long> apply) =>
        new(text, wide, operand.Constant is { } constant ? apply(constant) : null, s => apply(operand.Value(s)));

    // In 128 bits nothing overflows, so that each rule can be written as it is meant.
    private static long Apply(string op, long a, long b, bool unsigned)
    {
        var (left, right) = unsigned ? ((Int128)(ulong)a, (Int128)(ulong)b) : (a, b);
        var bits = (int)(b & 63);
        return op switch
        {
            "+" => Low(left + right),
            "-" => Low(left - right),
            "*" => Low((UInt128)left * (UInt128)right),
            "/" => right == 0 ? 0 : Low(left / right),
            "%" => right == 0 ? a : Low(left % right),
            "&" => a & b,
            "|" => a | b,
            "^" => a ^ b,
            "<<" => Low((UInt128)(ulong)a << bits),
            ">>" => Low(left >> bits),
            "==" => left == right ? 1 : 0,
            "!=" => left != right ? 1 : 0,
            "<" => left < right ? 1 : 0,
            "<=" => left <= right ? 1 : 0,
            ">" => left > right ? 1 : 0,
            _ => left >= right ? 1 : 0,
        };
    }

    private static long Low(Int128 value) => unchecked((long)(ulong)(UInt128)value);

    private static long Low(UInt128 value) => unchecked((long)(ulong)value);
}
