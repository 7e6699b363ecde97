namespace Conformance.Engine.Tests.Fuzzing;

internal sealed partial class ScriptFuzzer
{
    private Func<ReferenceState, Flow> Block(int statements, int depth)
    {
        var list = new List<Func<ReferenceState, Flow>>();
        for (var i = 0; i < statements; i++)
            list.Add(Statement(depth));
        return state => Run(list, state);
    }

    /// <summary>A block in braces, whose variables end with it.</summary>
    private Func<ReferenceState, Flow> Nested(int depth)
    {
        var (signed, readable) = (_signed.Count, _readable.Count);
        _indent++;
        var body = Block(_random.Next(1, 4), depth - 1);
        _indent--;
        _signed.RemoveRange(signed, _signed.Count - signed);
        _readable.RemoveRange(readable, _readable.Count - readable);
        return body;
    }

    private Func<ReferenceState, Flow> Statement(int depth) => _random.Next(depth == 0 ? 8 : _loops > 0 ? 11 : 16) switch
    {
        0 or 1 => _random.Next(3) == 0 ? Set(Pick(_unsigned), "uint64") : Set(Pick(_signed), "int64"),
        2 => Compound(),
        3 => SetText(Pick(_texts)),
        4 => _random.Next(2) == 0 ? SetMap("@ms", "int64") : SetMap("@mu", "uint64"),
        5 when _random.Next(4) == 0 => SetNested(),
        5 => _random.Next(2) == 0 ? SetEntry("@ks", "int64") : SetEntry("@ku", "uint64"),
        6 => AddToEntry(),
        7 => _random.Next(3) switch { 0 => Delete(), 1 => Declared(), _ => Leave() },
        8 or 9 or 10 => If(depth),
        11 or 12 => While(depth),
        13 => Range(depth),
        14 => Unrolled(depth),
        _ => Sum(),
    };

    private Func<ReferenceState, Flow> Set(string name, string type) => Set(name, type, name, Expression(3));

    private Func<ReferenceState, Flow> Set(string name, string type, string target, Term value)
    {
        Line($"{target} = ({type}){value.Text};");
        return state =>
        {
            state.Integers[name] = value.Value(state);
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> Declared()
    {
        var name = $"$s_{_names++}";
        var set = Set(name, "int64", $"let {name}", Expression(2));
        _signed.Add(name);
        return set;
    }

    private Func<ReferenceState, Flow> Compound()
    {
        var wide = _random.Next(3) == 0;
        var (name, op) = (wide ? Pick(_unsigned) : Pick(_signed), Pick(Arithmetic));
        var operand = Term.Cast(wide ? "uint64" : "int64", Expression(2));
        // The variable is read before its operand is computed.
        var value = Term.Binary(op, Read(name, wide), operand);
        Line($"{name} {op}= {operand.Text};");
        return state =>
        {
            state.Integers[name] = value.Value(state);
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> SetText(string name)
    {
        var (first, second) = (Text(), Text());
        // Texts are declared by the first assignment, which cannot read them.
        if (!_text.ToString().Contains($"{name} = ", StringComparison.Ordinal))
        {
            Line($"{name} = \"start\";");
            return state =>
            {
                state.Texts[name] = "start";
                return Flow.Next;
            };
        }
        var condition = Expression(1);
        Line($"{name} = {condition.Text} ? {first.Text} : {second.Text};");
        return state =>
        {
            state.Texts[name] = condition.Value(state) != 0 ? first.Value(state) : second.Value(state);
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> SetMap(string name, string type)
    {
        var value = Expression(3);
        Line($"{name} = ({type}){value.Text};");
        return state =>
        {
            state.Map(name)[""] = value.Value(state);
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> SetEntry(string name, string type)
    {
        var (key, find) = Key();
        var value = Expression(2);
        Line($"{name}[{key}] = ({type}){value.Text};");
        return state =>
        {
            // As bpftrace does: the value comes first, then the key.
            var stored = value.Value(state);
            state.Map(name)[find(state)] = stored;
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> AddToEntry()
    {
        var (key, find) = Key();
        var wide = _random.Next(2) == 0;
        var name = wide ? "@ku" : "@ks";
        var (op, operand) = (Pick<string>(["+", "-", "|", "*", "^"]), Term.Cast(wide ? "uint64" : "int64", Leaf()));
        Line($"{name}[{key}] {op}= {operand.Text};");
        return state =>
        {
            var place = find(state);
            var old = state.Entry(name, place);
            state.Map(name)[place] = Term.Binary(op, new Term("", wide, null, _ => old), operand).Value(state);
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> Delete()
    {
        var (key, find) = Key();
        var name = Pick<string>(["@ks", "@ku"]);
        Line($"delete({name}[{key}]);");
        return state =>
        {
            state.Map(name).Remove(find(state));
            return Flow.Next;
        };
    }

    /// <summary>Leaves a loop, goes on with it, or leaves the probe, if a condition holds.</summary>
    private Func<ReferenceState, Flow> Leave()
    {
        var condition = Expression(2);
        var (word, flow) = _loops == 0 ? ("return", Flow.Return) : _random.Next(8) switch { 0 => ("return", Flow.Return), < 4 => ("break", Flow.Break), _ => ("continue", Flow.Continue) };
        Line($"if ({condition.Text}) {{ {word}; }}");
        return state => condition.Value(state) != 0 ? flow : Flow.Next;
    }

    private Func<ReferenceState, Flow> If(int depth)
    {
        var condition = Expression(2);
        Line($"if ({condition.Text}) {{");
        var then = Nested(depth);
        if (_random.Next(2) == 0)
        {
            Line("}");
            return state => condition.Value(state) != 0 ? then(state) : Flow.Next;
        }
        Line("} else {");
        var otherwise = Nested(depth);
        Line("}");
        return state => condition.Value(state) != 0 ? then(state) : otherwise(state);
    }

    private Func<ReferenceState, Flow> While(int depth)
    {
        var (name, rounds) = ($"$w{_names++}", _random.Next(1, 4));
        Line($"{name} = 0;");
        Line($"while ({name} < {rounds}) {{");
        _indent++;
        Line($"{name}++;");
        _indent--;
        var body = Looped(depth, name);
        Line("}");
        return state =>
        {
            state.Integers[name] = 0;
            while (state.Integers[name] < rounds)
            {
                state.Integers[name]++;
                if (body(state) is var flow and (Flow.Break or Flow.Return))
                    return flow == Flow.Return ? flow : Flow.Next;
            }
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> Range(int depth)
    {
        var (name, start, rounds) = ($"$i{_names++}", Leaf(), _random.Next(0, 4));
        Line($"for ({name} : (int64)({start.Text} & 7)..(int64)({start.Text} & 7) + {rounds}) {{");
        var body = Looped(depth, name);
        Line("}");
        return state =>
        {
            var first = start.Value(state) & 7;
            for (var i = first; i < first + rounds; i++)
            {
                state.Integers[name] = i;
                if (body(state) is var flow and (Flow.Break or Flow.Return))
                    return flow == Flow.Return ? flow : Flow.Next;
            }
            return Flow.Next;
        };
    }

    private Func<ReferenceState, Flow> Looped(int depth, string variable)
    {
        _loops++;
        _readable.Add(variable);
        var body = Nested(depth);
        _readable.Remove(variable);
        _loops--;
        return body;
    }

    private Func<ReferenceState, Flow> Unrolled(int depth)
    {
        var rounds = _random.Next(1, 4);
        Line($"unroll ({rounds}) {{");
        var body = Nested(depth);
        Line("}");
        return state =>
        {
            for (var i = 0; i < rounds; i++)
                if (body(state) is var flow and not Flow.Next)
                    return flow;
            return Flow.Next;
        };
    }

    /// <summary>Goes over a map; the order of its entries must not matter.</summary>
    private Func<ReferenceState, Flow> Sum()
    {
        var target = Pick(_signed);
        var name = $"$kv{_names++}";
        Line($"for ({name} : @ks) {{ {target} += {name}.1 + {name}.0.0; }}");
        return state =>
        {
            foreach (var (key, value) in state.Map("@ks"))
                state.Integers[target] = unchecked(state.Integers[target] + value + (key[0] - '0'));
            return Flow.Next;
        };
    }
}
