namespace Conformance.Engine.Syntax;

/// <summary>Which words name types everywhere, and C's many names for integers.</summary>
public static class CTypeWords
{
    private static readonly string[] Builtin =
    [
        "bool", "void", "string", "inet", "buffer", "timestamp", "macaddr_t", "cgroup_path_t", "strerror_t", "ksym_t", "usym_t",
        "min_t", "max_t", "sum_t", "count_t", "avg_t", "stats_t", "umin_t", "umax_t", "usum_t", "ucount_t", "uavg_t", "ustats_t", "hist_t", "lhist_t", "tseries_t",
    ];

    /// <summary>Whether a word may be part of an integer's name in C (<c>unsigned</c>).</summary>
    public static bool IsIntegerPart(ReadOnlySpan<char> word) => word is "char" or "short" or "int" or "long" or "signed" or "unsigned" or "__signed__" or "_Bool";

    /// <summary>Whether a word says something about a type that makes no difference here.</summary>
    public static bool IsQualifier(ReadOnlySpan<char> word) => word is "const" or "volatile" or "restrict" or "__restrict" or "__user" or "__rcu" or "__iomem" or "__percpu";

    /// <summary>The name of a type that is known without any kernel: integers under the name scripts use, others as they are; <c>null</c> if the word is none.</summary>
    public static string? Known(ReadOnlySpan<char> word)
    {
        foreach (var name in Builtin)
            if (word.SequenceEqual(name))
                return name;
        var rest = word;
        if (rest.StartsWith("__"))
            rest = rest[2..];
        if (rest is ['u' or 's', .. var width] && Width(width) is { } kernel)
            return rest[0] == 'u' ? $"uint{kernel}" : $"int{kernel}";
        rest = word.EndsWith("_t") ? word[..^2] : word;
        var unsigned = rest is ['u', 'i', ..];
        if (unsigned)
            rest = rest[1..];
        return rest.StartsWith("int") && Width(rest[3..]) is { } bits ? unsigned ? $"uint{bits}" : $"int{bits}" : null;
    }

    /// <summary>The integer that C's words name together (<c>unsigned long long int</c>); as on all 64-bit machines of Linux, <c>long</c> has 64 bits.</summary>
    public static string Integer(IReadOnlyList<string> words)
    {
        if (words.Contains("_Bool"))
            return "bool";
        // Arrays of plain characters are texts.
        if (words.Contains("char") && !words.Contains("unsigned") && !words.Contains("signed"))
            return "char";
        var bits = words.Contains("char") ? 8 : words.Contains("short") ? 16 : words.Contains("long") ? 64 : 32;
        return words.Contains("unsigned") ? $"uint{bits}" : $"int{bits}";
    }

    private static int? Width(ReadOnlySpan<char> digits) => digits switch { "8" => 8, "16" => 16, "32" => 32, "64" => 64, _ => null };
}
