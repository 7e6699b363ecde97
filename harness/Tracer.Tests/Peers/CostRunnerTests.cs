using Conformance.Protocol;
using Conformance.Tracer.Peers;

namespace Conformance.Tracer.Tests.Peers;

/// <summary>What comes of a tracer that fails. Those that work are measured in a guest, by <c>bench engine</c>.</summary>
[NonParallelizable]
public sealed class CostRunnerTests
{
    [Test]
    public void A_tracer_that_ends_before_its_probe_fires_is_quoted_and_has_no_cost()
    {
        var result = Run("echo 'ERROR: no such hook' >&2; exit 3", 30_000);

        result.Status.Should().Be(JobStatus.AttachFailed);
        result.Cost.Should().BeNull();
        result.Message.Should().Be("dummy ended with exit code 3 before its probe fired: ERROR: no such hook");
    }

    // Exit codes beyond those of signals are a program's own: bpftrace 0.23.2 ends with 255.
    [Test]
    public void Its_last_words_are_read_however_many_there_are()
    {
        var result = Run("i=0; while [ $i -lt 3000 ]; do echo \"WARNING: $i\" >&2; i=$((i+1)); done; echo 'ERROR: the last' >&2; exit 255", 30_000);

        result.Message.Should().StartWith("dummy ended with exit code 255 before its probe fired: ").And.EndWith("ERROR: the last");
    }

    [Test]
    public void A_tracer_whose_probe_never_fires_runs_into_the_deadline()
    {
        Assert.That(() => Run("while :; do sleep 0.01; done", 300), Throws.InstanceOf<OperationCanceledException>());
    }

    private static JobResult Run(string behaviour, int timeout)
    {
        using var deadline = new CancellationTokenSource(timeout);
        var peer = new PeerSpec { Name = "dummy", Program = "/bin/sh", Arguments = ["-c", behaviour], Instrument = false };
        return CostRunner.Run(new Job { Id = 1, ScriptName = "cost.bt", Script = "", Peer = peer, Cost = new CostSpec(10, 10) }, deadline.Token);
    }
}
