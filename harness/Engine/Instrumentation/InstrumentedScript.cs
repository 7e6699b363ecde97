using Conformance.Engine.Probes;

namespace Conformance.Engine.Instrumentation;

/// <summary>A script that prints its own firings, and what those mean.</summary>
/// <param name="Text">The text to give to the tracer. Lines are where the user's are.</param>
/// <param name="Probes">All probes, in written order after expansion.</param>
public sealed record InstrumentedScript(string Text, IReadOnlyList<InstrumentedProbe> Probes)
{
    /// <summary>Clauses that are attached to something: the least number of programs that a tracer which has attached them holds.</summary>
    public int Attachments => Probes.Where(probe => probe.Hook.Length > 0).Select(probe => probe.Clause).Distinct().Count();

    /// <summary>Which probe a firing is of; -1 if there is none such.</summary>
    /// <param name="clause">Number of the clause, from 0.</param>
    /// <param name="attachPoint">What the tracer calls the probe; matters only where the clause has several.</param>
    public int IndexOf(int clause, string attachPoint)
    {
        var found = -1;
        for (var i = 0; i < Probes.Count; i++)
        {
            if (Probes[i].Clause != clause)
                continue;
            if (Probes[i].AttachPoint == Normal(attachPoint))
                return i;
            found = found == -1 ? i : -2;
        }

        return Math.Max(found, -1);
    }

    /// <summary>An attach point with the canonical name of its mechanism, and without the module of functions of the kernel itself.</summary>
    internal static string Normal(string attachPoint)
    {
        var colon = attachPoint.IndexOf(':', StringComparison.Ordinal);
        var (mechanism, hook) = colon < 0 ? (attachPoint, "") : (attachPoint[..colon], attachPoint[(colon + 1)..]);
        hook = hook.StartsWith("vmlinux:", StringComparison.Ordinal) ? hook["vmlinux:".Length..] : hook;
        var name = Mechanisms.Find(mechanism)?.Name ?? mechanism;
        return hook.Length == 0 ? name : $"{name}:{hook}";
    }
}

/// <summary>One probe of an instrumented script.</summary>
/// <param name="Clause">Which clause of the script, from 0.</param>
/// <param name="Mechanism">Canonical where we know it, else as written.</param>
/// <param name="Line">Line of the script, from 1.</param>
public sealed record InstrumentedProbe(int Clause, string Mechanism, string Hook, string AttachPoint, int Line);
