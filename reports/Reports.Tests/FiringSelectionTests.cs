using Conformance.Engine;
using Conformance.Reports.Html.Data;

namespace Conformance.Reports.Tests;

public sealed class FiringSelectionTests
{
    // 100 invocations of 4 probes on one thread.
    private static readonly List<Firing> s_firings = [.. Enumerable.Range(0, 400).Select(i => new Firing(i % 4, 0, 7, (ulong)i + 1, (ulong)i * 10, (uint)(i / 4) + 1))];

    private static FiringSelection Choose(int most, params int[] marked) => FiringSelection.Choose(s_firings, _ => "hook", marked, most);

    [Test]
    public void A_trace_that_fits_is_kept_whole()
    {
        var selection = Choose(400);
        selection.Indices.Should().HaveCount(400);
        (selection.Invocations, selection.InvocationsInTrace).Should().Be((100, 100));
    }

    [Test]
    public void The_first_invocations_are_kept_whole()
    {
        var selection = Choose(10);
        selection.Indices.Should().Equal(Enumerable.Range(0, 8));
        selection.Invocations.Should().Be(2);
    }

    [Test]
    public void What_surrounds_a_counter_example_is_kept_however_late_it_is()
    {
        var selection = Choose(64, 201);
        selection.Indices.Should().Contain(Enumerable.Range(189, 25)).And.Contain(Enumerable.Range(0, 36)).And.HaveCountLessThanOrEqualTo(64);
    }

    [Test]
    public void A_mark_outside_the_trace_is_ignored() => Choose(8, -1, 4000).Indices.Should().Equal(Enumerable.Range(0, 8));

    [Test]
    public void Of_an_endless_invocation_the_beginning_is_kept()
    {
        var endless = s_firings.Select(f => f with { Invocation = 1 }).ToList();
        FiringSelection.Choose(endless, _ => "hook", [], 10).Indices.Should().Equal(Enumerable.Range(0, 10));
    }
}
