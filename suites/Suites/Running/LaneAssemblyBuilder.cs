using System.Reflection;
using Conformance.Harness.Runs;
using Conformance.Suites.Writing;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace Conformance.Suites.Running;

/// <summary>
/// Builds the tree of tests by lane instead of by namespace: one suite a target, in it every fixture that has a <see cref="SuiteAttribute"/>.
/// NUnit's own tree would spread the cases of one target over all workers, and every machine would have to live until the end.
/// </summary>
internal sealed class LaneAssemblyBuilder(IReadOnlyList<Target> targets, int rounds = 1) : ITestAssemblyBuilder
{
    /// <inheritdoc/>
    public ITest Build(string assemblyNameOrPath, IDictionary<string, object> options) => Build(Assembly.LoadFrom(assemblyNameOrPath), options);

    /// <inheritdoc/>
    public ITest Build(Assembly assembly, IDictionary<string, object> options)
    {
        var root = new TestAssembly(assembly, assembly.GetName().Name!);
        foreach (var target in targets)
            root.Add(LaneFixture.Around(target, rounds == 1 ? Fixtures(assembly, target) : Enumerable.Range(1, rounds).Select(round => RoundFixture.Around(target, round, Fixtures(assembly, target)))));
        return root;
    }

    private static IEnumerable<TestSuite> Fixtures(Assembly assembly, Target target) =>
        from type in assembly.GetTypes()
        where type.IsDefined(typeof(SuiteAttribute), inherit: false)
        orderby type.FullName
        select new NUnitTestFixtureBuilder().BuildFrom(new TypeWrapper(type), new EveryMethod(), new TestFixtureData(target));

    private sealed class EveryMethod : IPreFilter
    {
        public bool IsMatch(Type type) => true;

        public bool IsMatch(Type type, MethodInfo method) => true;
    }
}
