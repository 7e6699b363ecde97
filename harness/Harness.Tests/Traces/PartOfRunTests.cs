using Conformance.Engine;
using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;
using Conformance.Harness.Traces;
using Conformance.Protocol;

namespace Conformance.Harness.Tests.Traces;

public sealed class PartOfRunTests
{
    [Test]
    public void A_part_looks_as_if_it_had_run_alone()
    {
        var (job, result) = Whole();
        var (own, part) = PartOfRun.Of(job, result, 3..5, "own.bt", "own");
        (own.ScriptName, own.Script).Should().Be(("own.bt", "own"));
        part.Probes.Select(probe => (probe.Index, probe.Mechanism, probe.Line)).Should().Equal((0, "kretprobe", 1), (1, "kretprobe", 2));
        part.Firings.Should().HaveCount(40).And.OnlyContain(firing => firing.Probe < 2);
        part.Firings.Select(firing => firing.Sequence).Should().Equal(Enumerable.Range(1, 40).Select(number => (ulong)number));
        part.Output.Should().HaveCount(40).And.OnlyContain(output => output.Text == (output.Firing!.Value.Probe == 0 ? "c\n" : "d\n"));
        part.AttachSequence.Should().Equal(0, 1);
        new ScriptOrder().Judge(Trace.Of(own, part)).ShouldHold();
        Trace.Of(own, part).Lost.Should().Be(0);
    }

    [Test]
    public void An_event_that_the_whole_says_twice_is_there_twice_in_the_part()
    {
        var (job, result) = Whole();
        var twice = result.Firings.First(firing => firing.Probe == 2);
        var (own, part) = PartOfRun.Of(job, result with { Firings = [.. result.Firings, twice] }, 3..5, "own.bt", "own");
        new ScriptOrder().Judge(Trace.Of(own, part)).Kind.Should().NotBe(VerdictKind.Holds);
    }

    private static (Job Job, JobResult Result) Whole()
    {
        var paper = PaperTrace.Of("fexit", "fexit", "kretprobe", "kretprobe").Print(firing => $"{TraceProbe.LabelOf(firing.Probe)}\n");
        var trace = paper.ToTrace();
        return (trace.Job, trace.Result);
    }
}
