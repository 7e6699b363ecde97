using Conformance.Engine.Attach;

namespace Conformance.Engine.Tests.Attach;

public sealed class RunOrdersTests
{
    [TestCase(new[] { 0, 1, 2, 0, 1, 2 }, RunOrder.OldestFirst)]
    [TestCase(new[] { 2, 1, 0, 2, 1, 0 }, RunOrder.NewestFirst)]
    [TestCase(new[] { 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2 }, RunOrder.OldestFirst, Description = "a session runs twice a call")]
    [TestCase(new[] { 0, 1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0 }, RunOrder.Other)]
    [TestCase(new[] { 0, 1, 2, 0, 1, 2, 0 }, RunOrder.Other)]
    [TestCase(new[] { 1, 0, 2, 1, 0, 2 }, RunOrder.Other)]
    [TestCase(new[] { 2, 1, 0, 0, 1, 2 }, RunOrder.Other)]
    [TestCase(new[] { 0, 1, 2 }, RunOrder.Other)]
    [TestCase(new int[0], RunOrder.Other)]
    public void An_order_counts_only_if_every_call_shows_it(int[] noted, RunOrder expected)
    {
        var measured = RunOrders.Judge("fexit", "hook", noted);
        measured.Order.Should().Be(expected);
        measured.Note.Should().StartWith("fexit: ").And.Contain("measured on hook with 3 programs");
    }
}
