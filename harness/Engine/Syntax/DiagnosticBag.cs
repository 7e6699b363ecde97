using System.Text;

namespace Conformance.Engine.Syntax;

/// <summary>Collects what is wrong with a script while the stages run, and turns it into one exception.</summary>
public sealed class DiagnosticBag(SourceText source)
{
    /// <summary>A script with more mistakes than this is probably no script: the rest is not told.</summary>
    private const int Most = 20;

    /// <summary>Widest piece of a source line that a message shows.</summary>
    private const int Widest = 160;

    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<Diagnostic> _warnings = [];

    /// <summary>The script that the mistakes are in.</summary>
    public SourceText Source => source;

    /// <summary>How many mistakes were reported.</summary>
    public int Count => _diagnostics.Count;

    /// <summary>Whether anything was reported.</summary>
    public bool Any => _diagnostics.Count > 0;

    /// <summary>Whether so much was reported that a stage may stop.</summary>
    public bool Full => _diagnostics.Count >= Most;

    /// <summary>Reports one mistake; the same message at the same place is told once.</summary>
    public void Report(TextSpan span, string message, string? hint = null)
    {
        if (Full)
            return;
        var start = Math.Min(span.Start, source.Text.Length);
        var (file, line, column) = source.Whereabouts(start);
        var length = Math.Max(1, Math.Min(span.Length, source.Line(source.Position(start).Line).Length - column + 1));
        var diagnostic = new Diagnostic(file, line, column, length, message, hint) { Start = start };
        if (!_diagnostics.Contains(diagnostic))
            _diagnostics.Add(diagnostic);
    }

    /// <summary>What the user should know although the script can run: file, line, column, message.</summary>
    public IReadOnlyList<Diagnostic> Warnings => _warnings;

    /// <summary>Keeps a warning; the same message at the same place is told once.</summary>
    public void Warn(TextSpan span, string message, string? hint = null)
    {
        var (file, line, column) = source.Whereabouts(Math.Min(span.Start, source.Text.Length));
        var warning = new Diagnostic(file, line, column, Math.Max(1, span.Length), message, hint);
        if (_warnings.Count < Most && !_warnings.Contains(warning))
            _warnings.Add(warning);
    }

    /// <summary>Takes over what another bag about the same source holds.</summary>
    public void Add(DiagnosticBag other)
    {
        foreach (var diagnostic in other._diagnostics)
            if (!Full && !_diagnostics.Contains(diagnostic))
                _diagnostics.Add(diagnostic);
        _warnings.AddRange(other._warnings.Except(_warnings));
    }

    /// <summary>Throws if anything was reported.</summary>
    /// <exception cref="ScriptException">Something was.</exception>
    public void ThrowIfAny()
    {
        if (!Any)
            return;
        var ordered = _diagnostics.OrderBy(d => d.Start).ToList();
        var text = new StringBuilder();
        foreach (var diagnostic in ordered)
            Render(text, diagnostic);
        throw new ScriptException(text.ToString().TrimEnd('\n'), ordered);
    }

    private void Render(StringBuilder text, Diagnostic diagnostic)
    {
        text.Append(diagnostic.File).Append(':').Append(diagnostic.Line).Append(':').Append(diagnostic.Column)
            .Append(": error: ").Append(diagnostic.Message).Append('\n');
        var line = source.Line(source.Position(diagnostic.Start).Line);
        var from = Math.Max(0, diagnostic.Column - 1 - Widest / 2);
        var to = Math.Min(line.Length, from + Widest);
        foreach (var character in line[from..to])
            text.Append(character == '\t' || !char.IsControl(character) ? character : '\uFFFD');
        text.Append('\n');
        var caret = diagnostic.Column - 1;
        foreach (var character in line[from..Math.Min(caret, line.Length)])
            text.Append(character == '\t' ? '\t' : ' ');
        text.Append('^').Append('~', Math.Max(0, Math.Min(diagnostic.Length, to - caret) - 1)).Append('\n');
        if (diagnostic.Hint is not null)
            text.Append("hint: ").Append(diagnostic.Hint).Append('\n');
    }
}
