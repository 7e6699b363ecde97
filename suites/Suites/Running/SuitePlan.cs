using Conformance.Harness.Configuration;
using Conformance.Harness.Expectations;
using Conformance.Harness.Runs;
using Conformance.Harness.Text;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Running;

/// <summary>Which cases a configuration asks for. Made before anything is fetched or booted.</summary>
/// <param name="Cases">All of them, lane by lane.</param>
/// <param name="Full">Whether nothing was left out.</param>
public sealed record SuitePlan(IReadOnlyList<CaseIdentity> Cases, bool Full)
{
    /// <summary>Which cases other tracers are not asked, and why: a sentence for each reason.</summary>
    public IReadOnlyList<string> Remarks { get; private init; } = [];

    /// <summary>Plans.</summary>
    /// <exception cref="ConfigurationException">No suite or no case matches (the message has near names), or an expectation speaks of no case that there is.</exception>
    public static SuitePlan Of(RunConfiguration configuration)
    {
        var targets = Target.AllOf(configuration);
        var every = CasesOf(targets);
        CaseIdentity[] all = [.. every.Where(one => one.WhyNot is null).Select(one => one.Identity)];
        var expectations = ExpectationList.Read(ExpectationList.PathOf(configuration));
        if (expectations.Entries.Count > 0)
            expectations.RequireCases([.. every.Select(one => (one.Identity.Invariant.Name, one.Identity.Case)).Distinct()]);
        Glob suites = new(configuration.Suites), cases = new(configuration.Cases);
        var inSuites = all.Where(identity => suites.Matches(identity.Suite)).ToArray();
        if (inSuites.Length == 0)
            throw new ConfigurationException($"--suites '{suites}' matches no suite. {NearNames.Hint(configuration.Suites, [.. all.Select(identity => identity.Suite).Distinct()])}");
        var planned = inSuites.Where(identity => cases.Matches(identity.Case)).ToArray();
        return planned.Length == 0
            ? throw new ConfigurationException($"--cases '{cases}' matches none of the {inSuites.Select(identity => identity.Case).Distinct().Count()} cases. {Near(configuration.Cases, inSuites)}")
            : new SuitePlan(planned, planned.Length == all.Length) { Remarks = [.. NotAsked(every.Where(one => suites.Matches(one.Identity.Suite) && cases.Matches(one.Identity.Case)))] };
    }

    /// <summary>Whether a configuration asks for a case that NUnit found by itself: <c>dotnet test</c> runs every method of every target unless told otherwise.</summary>
    public static bool Asks(RunConfiguration configuration, CaseIdentity identity, ITest test) =>
        new Glob(configuration.Suites).Matches(identity.Suite) && new Glob(configuration.Cases).Matches(identity.Case)
        && WhyNot(identity, test) is null;

    /// <summary>All cases there are on these targets, with the reason why the target's engine is not asked, or <c>null</c>.</summary>
    private static (CaseIdentity Identity, string? WhyNot)[] CasesOf(IReadOnlyList<Target> targets) =>
    [
        .. from test in Leaves(((ITestAssemblyBuilder)new LaneAssemblyBuilder(targets)).Build(typeof(SuitePlan).Assembly, new Dictionary<string, object>()))
           let identity = CaseIdentity.Of(test) ?? throw new InvalidOperationException($"{test.FullName} needs [Invariant] and [Case], and its fixture [Suite].")
           select (identity, WhyNot(identity, test)),
    ];

    private static string? WhyNot(CaseIdentity identity, ITest test) => Engines.IsPeer(identity.Target.Engine) ? PeerCases.WhyNot(identity, test.Method!) : null;

    private static IEnumerable<string> NotAsked(IEnumerable<(CaseIdentity Identity, string? WhyNot)> cases) =>
        from one in cases
        where one.WhyNot is not null
        group one.Identity by one.WhyNot into reason
        let engines = reason.Select(identity => identity.Target.Engine).Distinct().ToArray()
        let names = reason.Select(identity => identity.Case).Distinct().ToArray()
        select $"{string.Join(" and ", engines)} {(engines.Length == 1 ? "is" : "are")} not asked {(names.Length == 1 ? names[0] : $"{names.Length} cases ({names[0]} and others)")}. {reason.Key}";

    private static string Near(string wanted, IEnumerable<CaseIdentity> cases)
    {
        var names = cases.Select(identity => identity.Case).Distinct().ToArray();
        var near = NearNames.Of(wanted, names);
        return near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : $"Names look like {names[0]}; write * for any part.";
    }

    private static IEnumerable<ITest> Leaves(ITest test) => test.IsSuite ? test.Tests.SelectMany(Leaves) : [test];
}
