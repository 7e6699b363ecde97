using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Conformance.Harness.Invariants;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Running;

/// <summary>
/// What other tracers are asked: every promise and law, of every mechanism that they have under the same name. They compile each script with LLVM, which takes an emulated guest two seconds and a third of one for every probe, so the largest sets are asked
/// of the founding pair only. What they are not asked has a reason, and runs say it.
/// </summary>
internal static partial class PeerCases
{
    private const int SomeProbes = 8;

    private static readonly string[] s_founding = ["fexit", "kretprobe", "fexit+kretprobe"];

    /// <summary>Why other tracers are not asked the case, or <c>null</c> if they are.</summary>
    public static string? WhyNot(CaseIdentity identity, IMethodInfo method)
    {
        var mechanisms = identity.Case.Split('/')[0];
        if (identity.Invariant.Layer == Layer.Fact)
            return "A fact is the kernel's: our engine finds it out, since it knows in which order it attached.";
        if (mechanisms.Split('+').Any(IsOurs))
            return "The mechanism is our engine's own, or other tracers have it under another name only.";
        if (Attribute(method) is { } only)
            return only.Reason;
        return Probes(identity.Case) > SomeProbes && !s_founding.Contains(mechanisms) ? $"More than {SomeProbes} probes on one hook are asked of the founding pair only: each takes them a third of a second in an emulated guest." : null;
    }

    private static OurEngineOnlyAttribute? Attribute(IMethodInfo method) =>
        method.MethodInfo.GetCustomAttribute<OurEngineOnlyAttribute>(inherit: false) ?? method.TypeInfo.Type.GetCustomAttribute<OurEngineOnlyAttribute>(inherit: false);

    private static bool IsOurs(string mechanism) => mechanism.EndsWith(".multi", StringComparison.Ordinal) || Subjects.All.FirstOrDefault(subject => subject.Mechanism == mechanism) is { IsCommon: false };

    private static int Probes(string name) => ProbeCount().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"/(\d+)-probes/")]
    private static partial Regex ProbeCount();
}
