using Conformance.Harness.Runs;

namespace Conformance.Suites.Writing;

/// <summary>The table of scripts that other tracers run as one.</summary>
public static class Joints
{
    /// <summary>Refused by some of them on old kernels, and a script is refused whole.</summary>
    private const string Fastidious = "usdt";

    /// <summary>All of them, as a target writes them. A case whose script is in none runs it alone.</summary>
    public static IReadOnlyList<JointScript> On(Target target) =>
    [
        .. new[] { 2, 3, 8 }.Select(probes => new JointScript($"one-hook-{probes}.bt",
            [.. Subjects.All.Where(subject => subject.IsCommon && subject.Mechanism != Fastidious).Select(subject => new ScriptAndWorkloads(Scripts.OneHook(subject, target, probes), Workloads.For(subject.Workload)))])),
        new("forms.bt", [.. Forms.Mechanisms.SelectMany(mechanism => new[] { Scripts.Commas(mechanism), Scripts.Wildcards(mechanism), Scripts.Predicates(mechanism) }).Select(script => new ScriptAndWorkloads(script, Workloads.Sleeps))]),
        new("values.bt",
        [
            .. Calls.All.Select(call => new ScriptAndWorkloads(Scripts.ReturnValues(call.Hook, Calls.Exits), call.Workloads)),
            .. Calls.Arguments.Select(call => new ScriptAndWorkloads(Scripts.Arguments(call.Hook, call.Argument), call.Workloads)),
        ]),
    ];
}
