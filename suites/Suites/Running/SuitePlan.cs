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
    /// <summary>Plans.</summary>
    /// <exception cref="ConfigurationException">No suite or no case matches (the message has near names), or an expectation speaks of no case that there is.</exception>
    public static SuitePlan Of(RunConfiguration configuration)
    {
        var targets = Target.AllOf(configuration);
        var all = CasesOf(targets);
        var expectations = ExpectationList.Read(ExpectationList.PathOf(configuration));
        if (expectations.Entries.Count > 0)
            expectations.RequireCases([.. CasesOf([targets[0] with { Engine = Engines.Tracer }]).Select(identity => (identity.Invariant.Name, identity.Case))]);
        Glob suites = new(configuration.Suites), cases = new(configuration.Cases);
        var inSuites = all.Where(identity => suites.Matches(identity.Suite)).ToArray();
        if (inSuites.Length == 0)
            throw new ConfigurationException($"--suites '{suites}' matches no suite. {NearNames.Hint(configuration.Suites, [.. all.Select(identity => identity.Suite).Distinct()])}");
        var planned = inSuites.Where(identity => cases.Matches(identity.Case)).ToArray();
        return planned.Length == 0
            ? throw new ConfigurationException($"--cases '{cases}' matches none of the {inSuites.Select(identity => identity.Case).Distinct().Count()} cases. {Near(configuration.Cases, inSuites)}")
            : new SuitePlan(planned, planned.Length == all.Length);
    }

    /// <summary>Whether a configuration asks for a case that NUnit found by itself: <c>dotnet test</c> runs every method of every target unless told otherwise.</summary>
    public static bool Asks(RunConfiguration configuration, CaseIdentity identity, ITest test) =>
        new Glob(configuration.Suites).Matches(identity.Suite) && new Glob(configuration.Cases).Matches(identity.Case)
        && (!Engines.IsPeer(identity.Target.Engine)
            || (PeerCases.Has(identity) && !test.Method!.IsDefined<OurEngineOnlyAttribute>(inherit: false) && !test.Method!.TypeInfo.IsDefined<OurEngineOnlyAttribute>(inherit: false)));

    /// <summary>All cases that the targets can be judged by.</summary>
    private static CaseIdentity[] CasesOf(IReadOnlyList<Target> targets) =>
    [
        .. Leaves(((ITestAssemblyBuilder)new LaneAssemblyBuilder(targets)).Build(typeof(SuitePlan).Assembly, new Dictionary<string, object>()))
            .Select(test => CaseIdentity.Of(test) ?? throw new InvalidOperationException($"{test.FullName} needs [Invariant] and [Case], and its fixture [Suite]."))
            .Where(identity => !Engines.IsPeer(identity.Target.Engine) || PeerCases.Has(identity)),
    ];

    private static string Near(string wanted, IEnumerable<CaseIdentity> cases)
    {
        var names = cases.Select(identity => identity.Case).Distinct().ToArray();
        var near = NearNames.Of(wanted, names);
        return near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : $"Names look like {names[0]}; write * for any part.";
    }

    private static IEnumerable<ITest> Leaves(ITest test) => test.IsSuite ? test.Tests.SelectMany(Leaves) : [test];
}
