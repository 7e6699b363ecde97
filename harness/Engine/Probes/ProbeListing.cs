using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>Which probes this machine has, for <c>-l</c>: patterns are written as attach points are, several with commas.</summary>
public static class ProbeListing
{
    private const string Everything = "*";

    /// <summary>The probes that fit a pattern: <c>kprobe:tcp_*</c>, a mechanism alone, or text with wildcards that is looked for in all of them. None, if nothing fits.</summary>
    /// <exception cref="ScriptException">The pattern is not written as its mechanism wants it.</exception>
    /// <exception cref="UnsupportedException">The kernel has no list of such places.</exception>
    public static IEnumerable<ProbeTarget> Find(string pattern, IKernelTypes kernel, EngineOptions options) =>
        pattern.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).SelectMany(one => FindOne(one, kernel, options));

    private static IEnumerable<ProbeTarget> FindOne(string pattern, IKernelTypes kernel, EngineOptions options)
    {
        var colon = pattern.IndexOf(':', StringComparison.Ordinal);
        var (name, rest) = colon < 0 ? (pattern, "") : (pattern[..colon], pattern[(colon + 1)..]);
        if (Mechanisms.Find(name) is { } named)
            return Of(named, rest, pattern, kernel, options);
        if (!PlaceRequest.IsPattern(name))
            return colon < 0 ? Search($"*{pattern}*", kernel, options) : throw Unknown(pattern, name);
        return Search(pattern, kernel, options);
    }

    /// <summary>Every mechanism whose places the kernel itself lists, and that is not another one's second form.</summary>
    private static IEnumerable<ProbeTarget> Search(string pattern, IKernelTypes kernel, EngineOptions options)
    {
        foreach (var mechanism in Mechanisms.All.Where(m => m is not (UserMechanism or Watchpoint or KprobeMulti or KretprobeMulti or KprobeSession or FmodRet or Kretprobe)))
        {
            IEnumerable<ProbeTarget> found;
            try
            {
                found = Of(mechanism, "", mechanism.Name, kernel, options);
            }
            catch (Exception e) when (e is UnsupportedException or ScriptException)
            {
                continue; // What cannot be listed here is told when it is asked for by name.
            }

            foreach (var target in found.Where(t => Glob.Matches(pattern, t.AttachPoint)))
                yield return target;
        }
    }

    private static IEnumerable<ProbeTarget> Of(Mechanism mechanism, string rest, string pattern, IKernelTypes kernel, EngineOptions options)
    {
        var source = new SourceText("pattern", pattern);
        var diagnostics = new DiagnosticBag(source);
        var targets = new List<ProbeTarget>();
        var place = rest.Length > 0 || !mechanism.HasHook ? rest : mechanism is Tracepoint or RawTracepoint ? "*:*" : Everything;
        var point = new AttachPoint(new TextSpan(0, pattern.Length), mechanism.Name, place);
        var found = mechanism.List(new PlaceRequest(point, mechanism, kernel, options with { MaxProbes = int.MaxValue, MissingProbes = MissingProbes.Ignore }, diagnostics, targets), targets);
        // Mechanisms with a handful of places list all of them, whatever the pattern.
        if (!ReferenceEquals(found, targets))
            return rest.Length == 0 ? found : found.Where(t => Glob.Matches($"{mechanism.Name}:{rest.TrimEnd(':', '*')}*", t.AttachPoint));
        diagnostics.ThrowIfAny();
        return targets;
    }

    private static ScriptException Unknown(string pattern, string name)
    {
        var diagnostics = new DiagnosticBag(new SourceText("pattern", pattern));
        diagnostics.Report(new TextSpan(0, name.Length), $"unknown probe type '{name}'",
            NearNames.Hint(name, Mechanisms.All.SelectMany(m => m.Aliases.Prepend(m.Name))) ?? $"known are {string.Join(", ", Mechanisms.All.Select(m => m.Name))}");
        try
        {
            diagnostics.ThrowIfAny();
        }
        catch (ScriptException e)
        {
            return e;
        }

        throw new InvalidOperationException("A reported mistake was not thrown.");
    }
}
