using System.Globalization;
using System.Text;
using Conformance.Engine.Binding;
using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Instrumentation;

/// <summary>
/// Makes a script for another tracer that prints its own firings in the form of <see cref="Marks"/>. What the user wrote stays as it is, to the character, but for spellings of the dialect:
/// pieces are put between, so constructs that this engine does not know reach the tracer untouched and its messages name the right lines.
/// </summary>
public static class ScriptInstrumenter
{
    private const string Sequence = $"${Marks.Names}s", Sequences = $"@{Marks.Names}s";
    private const string Invocation = $"${Marks.Names}n", Invocations = $"@{Marks.Names}n";

    /// <summary>Instruments a script.</summary>
    /// <param name="kernel">Asked for the functions that wildcards stand for.</param>
    /// <param name="change">Whether the script is changed; otherwise only its probes are found out.</param>
    /// <exception cref="ScriptException">Our parser does not understand the script.</exception>
    /// <exception cref="UnsupportedException">A wildcard needs what this kernel does not have.</exception>
    public static InstrumentedScript Instrument(string fileName, string text, Dialect dialect, Func<IKernelTypes> kernel, bool change = true)
    {
        var source = new SourceText(fileName, text);
        var diagnostics = new DiagnosticBag(source);
        var tree = Parser.Parse(source, diagnostics);
        diagnostics.ThrowIfAny();
        var probes = Expand(tree, source, kernel, diagnostics);
        diagnostics.ThrowIfAny();

        if (!change)
            return new InstrumentedScript(text, probes);

        var edit = new Edits(text);
        Respell(tree, source, dialect, edit);
        var begin = tree.Probes.FirstOrDefault(clause => clause.AttachPoints.Any(point => Mechanisms.Find(point.Mechanism) is Begin));
        for (var i = 0; i < tree.Probes.Count; i++)
            Clause(tree.Probes[i], i, source, edit, marker: tree.Probes[i] == begin);
        if (begin is null)
            edit.Append($"\n{dialect.Spell("begin")} {{ {Marker} }}\n");
        edit.Append($"\ninterval:ms:100 {{ printf(\"{Escaped(Marks.Start)}{Marks.Pulse}%llu\\n\", nsecs); }}\n");
        return new InstrumentedScript(edit.Apply(), probes);
    }

    /// <summary>A script of one empty clause, or of several alike, to ask a tracer whether it can attach a mechanism at all.</summary>
    /// <param name="mechanism">As a script spells it; <c>begin</c> asks whether the tracer works.</param>
    /// <param name="times">How many clauses.</param>
    public static string Question(string mechanism, string hook, Dialect dialect, int times = 1)
    {
        var begin = $"{dialect.Spell("begin")} {{ {Marker} }}\n";
        var clause = $"{dialect.Spell(mechanism)}{(hook.Length > 0 ? $":{hook}" : "")} {{ @{Marks.Names}q = 1; }}\n";
        // The clause that says that it runs is a begin probe itself.
        return string.Concat(Enumerable.Repeat(clause, mechanism == "begin" ? times - 1 : times)) + begin;
    }

    private static string Marker => $"printf(\"{Escaped(Marks.Start)}{Marks.Attached}%llu\\n\", nsecs);";

    private static List<InstrumentedProbe> Expand(ScriptTree tree, SourceText source, Func<IKernelTypes> kernel, DiagnosticBag diagnostics)
    {
        var probes = new List<InstrumentedProbe>();
        foreach (var (clause, point) in tree.Probes.SelectMany((probe, index) => probe.AttachPoints.Select(point => (index, point))))
        {
            var line = source.Position(point.Span.Start).Line;
            probes.AddRange(IsWildcard(point)
                ? Targets(point, kernel(), diagnostics).Select(target => Probe(clause, target, line))
                : point.Hook.Length > 0 && Targets(point, kernel(), new DiagnosticBag(source)) is [var target] ? [Probe(clause, target, line)] : [Unknown(clause, point, line)]);
        }

        return probes;
    }

    private static bool IsWildcard(AttachPoint point) => point.Hook.AsSpan().ContainsAny("*?[");

    private static InstrumentedProbe Probe(int clause, ProbeTarget target, int line) => new(clause, target.Mechanism.Name, target.Hook, InstrumentedScript.Normal(target.AttachPoint), line);

    /// <summary>Whether a place that this engine cannot find is one is the tracer's to say.</summary>
    private static InstrumentedProbe Unknown(int clause, AttachPoint point, int line)
    {
        var attachPoint = InstrumentedScript.Normal(point.Hook.Length == 0 ? point.Mechanism : $"{point.Mechanism}:{point.Hook}");
        return new InstrumentedProbe(clause, Mechanisms.Find(point.Mechanism)?.Name ?? point.Mechanism, point.Hook, attachPoint, line);
    }

    private static List<ProbeTarget> Targets(AttachPoint point, IKernelTypes kernel, DiagnosticBag diagnostics)
    {
        var targets = new List<ProbeTarget>();
        try
        {
            new TargetResolver(kernel, new EngineOptions(), diagnostics).Resolve(point, targets);
        }
        catch (UnsupportedException) when (!IsWildcard(point))
        {
        }

        return targets;
    }

    private static void Respell(ScriptTree tree, SourceText source, Dialect dialect, Edits edit)
    {
        foreach (var point in tree.Probes.SelectMany(probe => probe.AttachPoints))
        {
            var spelling = dialect.Spell(point.Mechanism);
            if (spelling != point.Mechanism)
                edit.Replace(new TextSpan(point.Span.Start, point.Mechanism.Length), spelling);
        }

        foreach (var clause in dialect.Arrow ? tree.Probes : [])
        {
            var words = Words(source, TextSpan.Join(clause.AttachPoints[^1].Span with { Length = 0, Start = clause.AttachPoints[^1].Span.End }, clause.Body.Span));
            for (var i = 1; i < words.Count; i++)
            {
                if (words[i].Kind == TokenKind.Dot && words[i - 1].Kind == TokenKind.Name && source.Slice(words[i - 1].Span) is "args")
                    edit.Replace(words[i].Span, "->");
            }
        }
    }

    private static void Clause(ProbeTree clause, int index, SourceText source, Edits edit, bool marker)
    {
        var start = clause.Body.Span.Start + 1;
        var end = clause.Body.Span.End - 1;
        var number = index.ToString(CultureInfo.InvariantCulture);
        var several = clause.AttachPoints.Count > 1 || clause.AttachPoints.Any(IsWildcard);
        var count = $"{Invocation} = {Invocations}[{number}, tid]; {Invocations}[{number}, tid] = {Invocation} + 1;";
        var fire = $"{Sequence} = {Sequences}[tid]; {Sequences}[tid] = {Sequence} + 1; "
            + $"printf(\"{Escaped(Marks.Start)}{Marks.Firing}{number},%d,%d,%d,%llu,%d,{(several ? "%s" : "")}\\n\", cpu, tid, {Sequence} + 1, nsecs, {Invocation} + 1{(several ? ", probe" : "")});";
        edit.Insert(start, marker ? $" {Marker} {count} " : $" {count} ");
        if (clause.Predicate is { } predicate)
        {
            // The predicate moves behind the count: the invocations that it does not let pass are counted too.
            var first = source.Text.IndexOf('/', clause.AttachPoints[^1].Span.End);
            var last = source.Text.IndexOf('/', predicate.Span.End);
            edit.Insert(start, $"if ({edit.Apply(new TextSpan(first + 1, last - first - 1))}) {{ ");
            edit.Insert(end, " }");
            edit.Replace(new TextSpan(first, last - first + 1), "");
        }

        edit.Insert(start, $"{fire} ");
        Texts(clause, source, edit);
    }

    /// <summary>Lets each <c>printf</c> with a format of its own say which firing it belongs to.</summary>
    private static void Texts(ProbeTree clause, SourceText source, Edits edit)
    {
        var words = Words(source, clause.Body.Span);
        for (var i = 0; i + 2 < words.Count; i++)
        {
            if (words[i].Kind != TokenKind.Name || source.Slice(words[i].Span) is not "printf"
                || words[i + 1].Kind != TokenKind.OpenParenthesis || words[i + 2].Kind != TokenKind.Text)
                continue;
            var format = words[i + 2].Span;
            edit.Insert(format.Start + 1, $"{Escaped(Marks.Start)}{Marks.Text}%d,%d:");
            edit.Insert(format.End - 1, $"{Escaped(Marks.TextEnd)}\\n");
            edit.Insert(format.End, $", tid, {Sequence} + 1");
        }
    }

    private static List<Token> Words(SourceText source, TextSpan piece)
    {
        var part = new SourceText(source.File, source.Slice(piece).ToString());
        var lexer = Lexer.OfFile(part, new DiagnosticBag(part), part.Parts[0]);
        var words = new List<Token>();
        for (var word = lexer.Next(); word.Kind != TokenKind.End; word = lexer.Next())
            words.Add(word with { Span = word.Span with { Start = word.Span.Start + piece.Start } });
        return words;
    }

    /// <summary>A character as texts of every version can write it.</summary>
    private static string Escaped(char character) => "\\" + Convert.ToString(character, 8).PadLeft(3, '0');

    /// <summary>Changes of a text, by place in the original; those at one place keep their order.</summary>
    private sealed class Edits(string text)
    {
        private readonly List<(int Start, int Length, string Text)> _edits = [];

        public void Insert(int at, string what) => _edits.Add((at, 0, what));

        public void Replace(TextSpan span, string what) => _edits.Add((span.Start, span.Length, what));

        public void Append(string what) => Insert(text.Length, what);

        /// <summary>The whole text as changed.</summary>
        public string Apply() => Apply(new TextSpan(0, text.Length));

        /// <summary>A piece of the text as changed so far.</summary>
        public string Apply(TextSpan piece)
        {
            var result = new StringBuilder(piece.Length * 2);
            var position = piece.Start;
            foreach (var (start, length, what) in _edits.Where(edit => edit.Start >= piece.Start && edit.Start + edit.Length <= piece.End).OrderBy(edit => edit.Start))
            {
                if (start < position)
                    continue; // Within a piece that was replaced (a spelling inside of a predicate that moved).
                result.Append(text, position, start - position).Append(what);
                position = start + length;
            }

            return result.Append(text, position, piece.End - position).ToString();
        }
    }
}
