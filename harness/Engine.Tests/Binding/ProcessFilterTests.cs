using Conformance.Engine.Binding;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Tests.Binding;

/// <summary>What <c>-p</c> does to predicates.</summary>
public sealed class ProcessFilterTests
{
    private static readonly AttachPoint s_place = new(new TextSpan(0, 1), "kprobe", "f");
    private static readonly Expression s_own = new NameExpression(new TextSpan(0, 1), "cpu");

    [Test]
    public void A_kernel_probe_gets_the_process_as_a_predicate() =>
        Filter(new Kprobe(), null, 42).Should().Be("pid == 42");

    [Test]
    public void The_script_s_own_predicate_stays() =>
        Filter(new Tracepoint(), s_own, 42).Should().Be("pid == 42 && cpu");

    [Test]
    public void Without_a_process_nothing_changes() =>
        Filter(new Kprobe(), s_own, 0).Should().Be("cpu");

    [TestCase(typeof(Begin))]
    [TestCase(typeof(End))]
    [TestCase(typeof(Uprobe))]
    [TestCase(typeof(Usdt))]
    [TestCase(typeof(Interval))]
    [TestCase(typeof(Profile))]
    [TestCase(typeof(Software))]
    [TestCase(typeof(Iter))]
    public void What_the_kernel_attaches_to_a_process_or_to_none_needs_no_predicate(Type mechanism) =>
        Filter((Mechanism)Activator.CreateInstance(mechanism)!, s_own, 42).Should().Be("cpu");

    private static string? Filter(Mechanism mechanism, Expression? own, int process) =>
        ProcessFilter.Apply(own, new ProbeTarget(mechanism, "f", "x:f", null), s_place, new EngineOptions { ProcessId = process }) is { } expression ? Printer.Print(expression) : null;
}
