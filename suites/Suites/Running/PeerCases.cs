using System.Globalization;
using System.Text.RegularExpressions;
using Conformance.Harness.Invariants;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Running;

/// <summary>
/// What other tracers are asked. They compile each script with LLVM, which takes an emulated guest five seconds and one more for every probe: so many probes on one hook, and the life of processes, are asked of the founding pair only, and what is our engine's
/// own spelling of a mechanism is not asked at all.
/// </summary>
internal static partial class PeerCases
{
    private const int FewProbes = 3, ManyProbes = 32;

    private const string LifeCycle = "life-cycle";

    private static readonly string[] s_founding = ["fexit", "kretprobe", "fexit+kretprobe"];

    /// <summary>Whether the case is planned for peers. Facts are the kernel's: our own engine finds them out, since it knows in which order it attached.</summary>
    public static bool Has(CaseIdentity identity) =>
        identity.Invariant.Layer != Layer.Fact && IsCommon(identity.Case) && Probes(identity.Case) is var probes
        && ((probes <= FewProbes && identity.Suite != LifeCycle) || ((probes == ManyProbes || identity.Suite == LifeCycle) && s_founding.Contains(identity.Case.Split('/')[0])));

    private static bool IsCommon(string name) =>
        name.Split('/')[0].Split('+').All(mechanism => Subjects.All.FirstOrDefault(subject => subject.Mechanism == mechanism) is not { IsCommon: false });

    private static int Probes(string name) => ProbeCount().Match(name) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"/(\d+)-probes/")]
    private static partial Regex ProbeCount();
}
