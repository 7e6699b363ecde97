using System.Globalization;
using System.Text.RegularExpressions;
using Conformance.Harness.Invariants;
using Conformance.Harness.Runs;
using Conformance.Suites.Writing;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Judging;

/// <summary>Which case an NUnit test is.</summary>
/// <param name="Case">Its name within the suite (<c>fexit/hrtimer_nanosleep/8-probes/4-threads</c>).</param>
public sealed partial record CaseIdentity(Target Target, string Suite, string Case, Invariant Invariant)
{
    /// <summary>The case that a test is, or <c>null</c> if it is a suite or no conformance case.</summary>
    public static CaseIdentity? Of(ITest test)
    {
        if (test.IsSuite || test.Method is not { } method
            || method.GetCustomAttributes<InvariantAttribute>(inherit: false) is not [var invariant]
            || method.GetCustomAttributes<CaseAttribute>(inherit: false) is not [var name]
            || FixtureOf(test) is not { } fixture
            || fixture.TypeInfo!.GetCustomAttributes<SuiteAttribute>(inherit: false) is not [var suite])
            return null;
        return new CaseIdentity((Target)fixture.Arguments[0]!, suite.Name, Fill(name.Template, method, test.Arguments), invariant.Invariant);
    }

    private static ITest? FixtureOf(ITest test)
    {
        for (var parent = test.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent.TypeInfo is not null && parent.Method is null && parent.Arguments is [Harness.Runs.Target])
                return parent;
        }

        return null;
    }

    private static string Fill(string template, IMethodInfo method, object?[] arguments)
    {
        var values = method.GetParameters().Select(parameter => parameter.ParameterInfo.Name!).Zip(arguments).ToDictionary(pair => pair.First, pair => pair.Second);
        return Placeholder().Replace(template, match =>
        {
            var text = Convert.ToString(values[match.Groups["name"].Value], CultureInfo.InvariantCulture)!;
            var noun = match.Groups["noun"].Value;
            return noun.Length == 0 ? text : text == "1" ? $"1-{noun}" : $"{text}-{noun}s";
        });
    }

    [GeneratedRegex(@"\{(?<name>\w+)(:(?<noun>\w+))?\}")]
    private static partial Regex Placeholder();
}
