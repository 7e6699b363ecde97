using System.Text;

namespace Conformance.Engine.Tests.Fuzzing;

/// <summary>Functions of the script's own, addresses, comparisons of bytes and texts, keys that are tuples, and values that are found.</summary>
internal sealed partial class ScriptFuzzer
{
    private const string Nested2 = "@kt";

    private static readonly string[] KeyTexts = ["a", "bc"];

    private static readonly string[] ParameterTypes = ["int64", "uint64", "uint8", "int32"];

    private readonly StringBuilder _functions = new();
    private readonly List<(string Name, string[] Types, Func<ReferenceState, Term[], long> Call)> _own = [];

    /// <summary>Something other than an operator.</summary>
    private Term Value(int depth) => _random.Next(10) switch
    {
        0 or 1 when _own.Count > 0 => OwnCall(depth),
        2 => SameBytes(depth),
        3 => TextOrder(),
        4 => TextNumber(),
        5 => Pointed(),
        6 => AsArray(depth),
        7 => Found(),
        8 => HasKey(),
        _ => NestedEntry(),
    };

    /// <summary>Writes a function of its parameters alone: they may be counted up in it, and it may look at maps.</summary>
    private void OwnFunction()
    {
        var (name, kept) = ($"f{_own.Count}", (_signed.ToList(), _unsigned.ToList(), _readable.ToList(), _texts.ToList(), _text.ToString()));
        var types = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Pick(ParameterTypes)).ToArray();
        var names = types.Select((_, i) => $"$p{_own.Count}_{i}").ToArray();
        _signed.Clear();
        _unsigned.Clear();
        _readable.Clear();
        _texts.Clear();
        for (var i = 0; i < names.Length; i++)
            (types[i] == "uint64" ? _unsigned : _signed).Add(names[i]);
        // Somebody picks from each list.
        if (_signed.Count == 0)
            _signed.Add("$p");
        if (_unsigned.Count == 0)
            _unsigned.Add("$q");
        _readable.AddRange(names.Where((_, i) => types[i] != "uint64"));
        if (_readable.Count == 0)
            _readable.Add("$p");
        var (condition, early, late) = (Expression(2), Term.Cast("int64", Expression(2)), Term.Cast("int64", Expression(2)));
        var round = _random.Next(3) == 0;
        _functions.Append($"fn {name}({string.Join(", ", names.Zip(types, (n, t) => $"{n}: {t}"))}): int64 {{\n  $p = (int64)(pid - pid);\n  $q = (uint64)(pid - pid);\n")
            .Append(round ? $"  for ($r : 0..(pid - pid + 3)) {{ if ($r == 1 && {condition.Text}) {{ return {early.Text}; }} }}\n" : $"  if ({condition.Text}) {{ return {early.Text}; }}\n")
            .Append($"  return {late.Text};\n}}\n");
        Restore(_signed, kept.Item1);
        Restore(_unsigned, kept.Item2);
        Restore(_readable, kept.Item3);
        Restore(_texts, kept.Item4);
        _own.Add((name, types, (state, arguments) =>
        {
            var values = arguments.Select(a => a.Value(state)).ToArray();
            for (var i = 0; i < values.Length; i++)
                state.Integers[names[i]] = values[i];
            (state.Integers["$p"], state.Integers["$q"]) = (0, 0);
            return condition.Value(state) != 0 ? early.Value(state) : late.Value(state);
        }
        ));
    }

    private static void Restore(List<string> list, List<string> kept)
    {
        list.Clear();
        list.AddRange(kept);
    }

    private Term OwnCall(int depth)
    {
        var (name, types, call) = Pick(_own);
        var arguments = types.Select(_ => Expression(Math.Max(0, depth - 2))).ToArray();
        // What a parameter keeps is what a cast to its type would.
        var kept = arguments.Zip(types, (a, t) => Term.Cast(t, a)).ToArray();
        return new Term($"{name}({string.Join(", ", arguments.Select(a => a.Text))})", false, null, state => call(state, kept));
    }

    private Term SameBytes(int depth)
    {
        var (left, right, count) = (Term.Cast("int64", Expression(depth / 2)), Term.Cast("int64", Expression(depth / 2)), _random.Next(0, 12));
        return new Term($"memcmp({left.Text}, {right.Text}, {count})", false, null, state => Difference(BitConverter.GetBytes(left.Value(state)), BitConverter.GetBytes(right.Value(state)), count));
    }

    private static long Difference(byte[] left, byte[] right, int count)
    {
        for (var i = 0; i < count && i < left.Length && i < right.Length; i++)
            if (left[i] != right[i])
                return left[i] - right[i];
        return 0;
    }

    private Term TextOrder()
    {
        var (left, right, op) = (Text(), Text(), Pick(Comparisons));
        return new Term($"({left.Text} {op} {right.Text})", false, null, state =>
        {
            var order = Math.Sign(string.CompareOrdinal(left.Value(state), right.Value(state)));
            return (op switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 }) ? 1 : 0;
        });
    }

    private Term TextNumber()
    {
        var (text, other) = (Text(), Text());
        return _random.Next(3) switch
        {
            0 => new Term($"(int64)strlen({text.Text})", false, null, state => text.Value(state).Length),
            1 => new Term($"(int64)strlen(str_concat({text.Text}, {other.Text}))", false, null, state => text.Value(state).Length + other.Value(state).Length),
            _ => new Term($"strstr({text.Text}, {other.Text})", false, null, state => text.Value(state).IndexOf(other.Value(state), StringComparison.Ordinal) is var at and >= 0 ? at : -2),
        };
    }

    private Term Pointed()
    {
        var wide = _random.Next(2) == 0;
        var name = wide ? Pick(_unsigned) : Pick(_signed);
        return new Term($"(*(&{name}))", wide, null, state => state.Integers[name]);
    }

    private Term AsArray(int depth)
    {
        var number = Expression(depth / 2);
        return new Term($"((uint64)((uint8[8])(int64){number.Text}))", true, null, number.Value);
    }

    /// <summary>Sets a variable if the entry is there.</summary>
    private Term Found()
    {
        var ((key, find), name) = (Key(), Pick(_signed));
        return new Term($"find(@ks, ({key}), {name})", false, null, state =>
        {
            if (!state.Map("@ks").TryGetValue(find(state), out var value))
                return 0;
            state.Integers[name] = value;
            return 1;
        });
    }

    private Term HasKey()
    {
        var (key, find) = Key();
        return new Term($"has_key(@ku, ({key}))", false, null, state => state.Map("@ku").ContainsKey(find(state)) ? 1 : 0);
    }

    private Term NestedEntry()
    {
        var (key, find) = NestedKey();
        return new Term($"{Nested2}[{key}]", false, null, state => state.Entry(Nested2, find(state)));
    }

    /// <summary>A key of a number and a tuple.</summary>
    private (string Text, Func<ReferenceState, string> Find) NestedKey()
    {
        var (first, text, second) = (Leaf(), Pick(KeyTexts), _random.Next(2));
        return ($"(int64)(((uint64){first.Text}) % 2), (\"{text}\", {second})", state => $"{(ulong)first.Value(state) % 2}, (\"{text}\", {second})");
    }

    private static IEnumerable<string> NestedKeys => from first in Enumerable.Range(0, 2) from text in KeyTexts from second in Enumerable.Range(0, 2) select $"{first}, (\"{text}\", {second})";

    private Func<ReferenceState, Flow> SetNested()
    {
        var ((key, find), value) = (NestedKey(), Expression(2));
        Line($"{Nested2}[{key}] = (int64){value.Text};");
        return state =>
        {
            // As for other maps: the value comes first, then the key.
            var stored = value.Value(state);
            state.Map(Nested2)[find(state)] = stored;
            return Flow.Next;
        };
    }
}
