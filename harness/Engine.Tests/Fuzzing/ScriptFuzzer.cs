using System.Text;

namespace Conformance.Engine.Tests.Fuzzing;

/// <summary>Makes a valid script out of a seed, and what it must print: every kind of integer expression, variables, maps, texts, tuples, branches and loops.</summary>
internal sealed partial class ScriptFuzzer
{
    private static readonly string[] Arithmetic = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"];

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private static readonly string[] Casts = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"];

    private static readonly ulong[] Edges =
    [
        0, 1, 2, 3, 7, 8, 31, 32, 63, 64, 65, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue, 0x123456789abcdef0,
    ];

    private readonly Random _random;
    private readonly StringBuilder _text = new();
    private readonly List<string> _signed = ["$s0", "$s1", "$s2"];
    private readonly List<string> _unsigned = ["$u0", "$u1"];
    private readonly List<string> _readable = [];
    private readonly List<string> _texts = ["$t0", "$t1"];
    private int _indent = 1;
    private int _names;
    private int _loops;

    private ScriptFuzzer(int seed) => _random = new Random(seed);

    /// <summary>The script of a seed and its output.</summary>
    public static (string Script, string Output) Make(int seed) => new ScriptFuzzer(seed).Script();

    private (string Script, string Output) Script()
    {
        _text.Append("begin {\n");
        var state = new ReferenceState();
        // Not known at compile time, so that nothing below can be computed there.
        Line("$z = pid - pid;");
        state.Integers["$z"] = 0;
        _readable.Add("$z");
        var statements = new List<Func<ReferenceState, Flow>>();
        foreach (var name in _signed)
            statements.Add(Set(name, "int64", name, Term.Binary("+", Read("$z", false), Literal())));
        foreach (var name in _unsigned)
            statements.Add(Set(name, "uint64", name, Term.Binary("+", Read("$z", false), Literal())));
        foreach (var name in _texts)
            statements.Add(SetText(name));
        statements.Add(SetMap("@ms", "int64"));
        statements.Add(SetMap("@mu", "uint64"));
        statements.Add(SetEntry("@ks", "int64"));
        statements.Add(SetEntry("@ku", "uint64"));
        statements.Add(SetNested());
        for (var i = _random.Next(3); i > 0; i--)
            OwnFunction();
        statements.Add(Block(_random.Next(2, 9), 2));
        statements.Add(Printed());
        _text.Append("}\nend {\n");
        var end = new List<Func<ReferenceState, Flow>> { PrintedMaps() };
        _text.Append("}\n");
        Run(statements, state);
        Run(end, state);
        return (_functions + _text.ToString(), state.Output.ToString());
    }

    private static Flow Run(IReadOnlyList<Func<ReferenceState, Flow>> statements, ReferenceState state)
    {
        foreach (var statement in statements)
            if (statement(state) is var flow and not Flow.Next)
                return flow;
        return Flow.Next;
    }

    private void Line(string text) => _text.Append(' ', 2 * _indent).Append(text).Append('\n');

    private T Pick<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    private Func<ReferenceState, Flow> Printed()
    {
        var names = _signed.Concat(_unsigned).ToList();
        Line($"printf(\"{string.Join(' ', names.Select(n => n[1] == 's' ? "%lld" : "%llu"))} %s %s\\n\", {string.Join(", ", names.Concat(_texts))});");
        return state =>
        {
            state.Output.AppendJoin(' ', names.Select(n => n[1] == 's' ? state.Integers[n].ToString() : ((ulong)state.Integers[n]).ToString()));
            state.Output.Append(' ').AppendJoin(' ', _texts.Select(t => state.Texts[t])).Append('\n');
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> PrintedMaps()
    {
        Line("printf(\"%lld %llu\\n\", @ms, @mu);");
        foreach (var map in (ReadOnlySpan<string>)["@ks", "@ku"])
            Line($"printf(\"{string.Join(' ', Enumerable.Repeat(map == "@ks" ? "%lld" : "%llu", 6))}\\n\", {string.Join(", ", Keys.Select(k => $"{map}[{k}]"))});");
        Line($"printf(\"{string.Join(' ', Enumerable.Repeat("%lld", 8))}\\n\", {string.Join(", ", NestedKeys.Select(k => $"{Nested2}[{k}]"))});");
        Line($"clear(@ms); clear(@mu); clear(@ks); clear(@ku); clear({Nested2});");
        return state =>
        {
            state.Output.Append($"{state.Entry("@ms", "")} {(ulong)state.Entry("@mu", "")}\n");
            state.Output.AppendJoin(' ', Keys.Select(k => state.Entry("@ks", k).ToString())).Append('\n');
            state.Output.AppendJoin(' ', Keys.Select(k => ((ulong)state.Entry("@ku", k)).ToString())).Append('\n');
            state.Output.AppendJoin(' ', NestedKeys.Select(k => state.Entry(Nested2, k).ToString())).Append('\n');
            return Flow.Next;
        };
    }

    private static IEnumerable<string> Keys => from number in Enumerable.Range(0, 3) from text in (string[])["a", "bc"] select $"{number}, \"{text}\"";
}
