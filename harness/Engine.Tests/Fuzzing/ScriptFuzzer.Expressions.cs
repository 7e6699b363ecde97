namespace Conformance.Engine.Tests.Fuzzing;

internal sealed partial class ScriptFuzzer
{
    private Term Literal() => _random.Next(3) switch
    {
        0 => Term.Literal((ulong)_random.Next(10)),
        1 => Term.Hexadecimal(Pick(Edges)),
        _ => Term.Literal(Pick(Edges)),
    };

    private static Term Read(string name, bool wide) => new(name, wide, null, s => s.Integers[name]);

    private Term Leaf() => _random.Next(10) switch
    {
        < 3 => Literal(),
        < 5 => Read(Pick(_signed), false),
        < 6 => Read(Pick(_unsigned), true),
        < 7 => Read(Pick(_readable), false),
        7 => new Term("@ms", false, null, s => s.Entry("@ms", "")),
        8 => new Term("@mu", true, null, s => s.Entry("@mu", "")),
        _ => Entry(),
    };

    private Term Entry()
    {
        var map = _random.Next(2) == 0 ? "@ks" : "@ku";
        var (key, find) = Key();
        return new Term($"{map}[{key}]", map == "@ku", null, s => s.Entry(map, find(s)));
    }

    /// <summary>Any expression of integers.</summary>
    private Term Expression(int depth)
    {
        if (depth == 0)
            return Leaf();
        switch (_random.Next(19))
        {
            case < 6:
                return Term.Binary(Pick(Arithmetic), Expression(depth - 1), Expression(depth - 1));
            case < 8:
                return Term.Binary(Pick(Comparisons), Expression(depth - 1), Expression(depth - 1));
            case 8:
                return Term.Binary(_random.Next(2) == 0 ? "&&" : "||", Expression(depth - 1), Expression(depth - 1));
            case 9:
                return Term.Conditional(Expression(depth - 1), Expression(depth - 1), Expression(depth - 1));
            case 10 or 11:
                return Term.Cast(Pick(Casts), Expression(depth - 1));
            case 12:
                return Term.Unary(Pick<string>(["!", "~", "-"]), Expression(depth - 1));
            case 13:
                return Step();
            case 16 or 17 or 18:
                return Value(depth);
            case 14:
                return _random.Next(2) == 0 ? SameTexts() : Byte(depth - 1);
            default:
                return Part(depth - 1);
        }
    }

    /// <summary><c>$x++</c> and its like.</summary>
    private Term Step()
    {
        var (name, wide) = _random.Next(4) switch { 0 => ("@ms", false), 1 => ("@mu", true), 2 => (Pick(_unsigned), true), _ => (Pick(_signed), false) };
        var (prefix, delta) = (_random.Next(2) == 0, _random.Next(2) == 0 ? 1 : -1);
        var sign = delta > 0 ? "++" : "--";
        return new Term($"({(prefix ? sign + name : name + sign)})", wide, null, s =>
        {
            var before = name[0] == '@' ? s.Entry(name, "") : s.Integers[name];
            var after = unchecked(before + delta);
            if (name[0] == '@')
                s.Map(name)[""] = after;
            else
                s.Integers[name] = after;
            return prefix ? after : before;
        });
    }

    private Term SameTexts()
    {
        var (left, right) = (Text(), Text());
        var equal = _random.Next(2) == 0;
        return new Term($"({left.Text} {(equal ? "==" : "!=")} {right.Text})", false, null, s => (left.Value(s) == right.Value(s)) == equal ? 1 : 0);
    }

    /// <summary>One byte of a number: the machine is little-endian.</summary>
    private Term Byte(int depth)
    {
        var (number, index) = (Expression(depth), _random.Next(8));
        return new Term($"((uint8[8])(int64){number.Text})[{index}]", false, null, s => (number.Value(s) >> (8 * index)) & 0xff);
    }

    /// <summary>A part of a tuple.</summary>
    private Term Part(int depth)
    {
        var (first, second, index) = (Expression(depth), Expression(depth), _random.Next(2));
        // The cast hides whether the part is known at compile time.
        return new Term($"(int64)((int64){first.Text}, (uint64){second.Text}).{index}", false, null, s =>
        {
            var (a, b) = (first.Value(s), second.Value(s));
            return index == 0 ? a : b;
        });
    }

    private (string Text, Func<ReferenceState, string> Value) Text()
    {
        if (_random.Next(2) == 0 && _texts.Count > 0)
        {
            var name = Pick(_texts);
            return (name, s => s.Texts[name]);
        }
        var literal = Pick<string>(["", "a", "ab", "abc", "twelve chars", "sixteen charact!"]);
        return ($"\"{literal}\"", _ => literal);
    }

    /// <summary>A key of two parts, and how the reference names it.</summary>
    private (string Text, Func<ReferenceState, string> Find) Key()
    {
        var text = Pick<string>(["a", "bc"]);
        if (_random.Next(2) == 0)
        {
            var number = _random.Next(3);
            return ($"{number}, \"{text}\"", _ => $"{number}, \"{text}\"");
        }
        var term = Leaf();
        return ($"(int64)(((uint64){term.Text}) % 3), \"{text}\"", s => $"{(ulong)term.Value(s) % 3}, \"{text}\"");
    }
}
