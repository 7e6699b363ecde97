using Conformance.Suites.Judging;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Conformance.Suites.Running;

/// <summary>Lets through the cases that are planned and not yet done.</summary>
internal sealed class CaseFilter(Func<CaseIdentity, bool> wanted) : TestFilter
{
    /// <inheritdoc/>
    public override bool Match(ITest test) => CaseIdentity.Of(test) is { } identity && wanted(identity);

    /// <inheritdoc/>
    public override bool Pass(ITest test, bool negated) => test.IsSuite ? MatchDescendant(test) : Match(test);

    /// <inheritdoc/>
    public override TNode AddToXml(TNode parentNode, bool recursive) => parentNode.AddElement("cases");
}
