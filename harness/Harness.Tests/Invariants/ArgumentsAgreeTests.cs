using Conformance.Engine;
using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class ArgumentsAgreeTests
{
    [TestCase(1, "b(fexit) saw 0, the workload gave 50000")]
    [TestCase(0, "a(fentry) saw 0, the workload gave 50000")]
    public void An_argument_that_one_end_sees_differently_is_caught(int probe, string message)
    {
        var paper = PaperTrace.Of("fentry", "fexit");
        paper.Print(firing => firing.Probe == probe && firing.Invocation == 3 ? "0\n" : "50000\n");
        new ArgumentsAgree().Judge(paper.ToTrace()).ShouldBeBroken($"invocation 3 of *: {message}");
    }

    [Test]
    public void Both_ends_agreeing_on_what_the_workload_did_not_give_is_caught() =>
        new ArgumentsAgree().Judge(PaperTrace.Of("fentry", "fexit").Print(_ => "7\n").ToTrace()).ShouldBeBroken("*saw 7, the workload gave 50000");

    [Test]
    public void An_end_that_prints_nothing_is_caught()
    {
        var paper = PaperTrace.Of("fentry", "fexit").Print(_ => "50000\n");
        paper.Output.RemoveAt(4);
        new ArgumentsAgree().Judge(paper.ToTrace()).ShouldBeBroken("*printed nothing");
    }
}
