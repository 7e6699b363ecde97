using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>A place where a probe could go.</summary>
/// <param name="AttachPoint">As a script would write it.</param>
/// <param name="Arguments">What a probe there can read, as C declarations; empty unless asked for.</param>
public sealed record ListedProbe(string AttachPoint, IReadOnlyList<string> Arguments);

/// <summary>What <c>-l</c> lists: all places on this machine that fit a pattern, mechanism by mechanism.</summary>
public static class ProbeList
{
    /// <summary>Places that fit, in the order of the mechanisms' table and each mechanism's own order. Found while they are enumerated: there may be a hundred thousand.</summary>
    /// <param name="pattern"><c>kprobe:vfs_*</c>, <c>t:syscalls:*</c>, <c>*sleep*</c> (anything whose name fits); empty for everything.</param>
    /// <param name="details">Whether to say what can be read at each place.</param>
    /// <exception cref="UnsupportedException">The kernel lacks what the pattern's mechanism needs to be listed.</exception>
    /// <exception cref="ScriptException">The pattern names no place that the mechanism could have.</exception>
    public static IEnumerable<ListedProbe> Find(string pattern, IKernelTypes kernel, EngineOptions options, bool details = false)
    {
        var colon = pattern.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? pattern : pattern[..colon];
        if (Mechanisms.Find(name) is { } mechanism)
            return Find(mechanism, colon < 0 ? "*" : pattern[(colon + 1)..], kernel, options, details, mayFail: false);
        if (colon >= 0)
            return Mechanisms.All.Where(m => Glob.Matches(name, m.Name) && (name != "*" || !m.IsVariant)).SelectMany(m => Find(m, pattern[(colon + 1)..], kernel, options, details, mayFail: true));
        var wanted = pattern.Length == 0 ? "*" : pattern;
        return Mechanisms.All.Where(m => !m.IsVariant).SelectMany(m => Find(m, PlaceOf(m, wanted), kernel, options, details, mayFail: true)).Where(p => Glob.Matches(wanted, p.AttachPoint));
    }

    /// <summary>The place that a pattern without a type leaves to a mechanism. Kernel functions are many: where the mechanism's own name has no part in the match, they are asked for by the pattern itself.</summary>
    private static string PlaceOf(Mechanism mechanism, string wanted) =>
        mechanism is Trampoline or KprobeMechanism && wanted[0] == '*' && !Glob.Matches(wanted, $"{mechanism.Name}:") && !Glob.Matches(wanted, $"{mechanism.Name}:vmlinux:") ? wanted : "*";

    /// <summary>A probe of a script, as the list shows it.</summary>
    public static ListedProbe Of(ProbeTarget target, bool details) => new(target.Printed, details ? target.Mechanism.Describe(target) : []);

    private static IEnumerable<ListedProbe> Find(Mechanism mechanism, string place, IKernelTypes kernel, EngineOptions options, bool details, bool mayFail)
    {
        if (mechanism is CalledMechanism)
            return [];
        if (!mechanism.HasHook)
            return [new ListedProbe(mechanism.Name, [])];
        var text = $"{mechanism.Name}:{place}";
        var source = new SourceText("pattern", text);
        var diagnostics = new DiagnosticBag(source);
        var point = new AttachPoint(new TextSpan(0, text.Length), mechanism.Name, place);
        var targets = new List<ProbeTarget>();
        var request = new PlaceRequest(point, mechanism, kernel, options with { MaxProbes = int.MaxValue - 1, MissingProbes = MissingProbes.Ignore }, diagnostics, targets);
        try
        {
            var found = mechanism.List(request, targets);
            if (!mayFail)
                diagnostics.ThrowIfAny();
            // Mechanisms with a handful of places list all of them, whatever the pattern.
            var fitting = ReferenceEquals(found, targets) || place.Length == 0 ? found : found.Where(t => Glob.Matches($"{mechanism.Name}:{place.TrimEnd(':', '*')}*", t.AttachPoint));
            return fitting.Select(t => Of(t, details));
        }
        catch (UnsupportedException) when (mayFail)
        {
            return [];
        }
    }
}
