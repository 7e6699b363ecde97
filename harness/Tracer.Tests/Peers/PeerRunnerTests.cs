using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Agents;
using Conformance.Tracer.Peers;

namespace Conformance.Tracer.Tests.Peers;

/// <summary>How other tracers are run; the tracer here is a shell script that behaves as told.</summary>
[NonParallelizable]
public sealed class PeerRunnerTests
{
    [Test]
    public void Firings_and_texts_of_a_peer_come_in_our_form()
    {
        var (result, sink) = Run("""
            trap "echo 'fired 0 2 77 1000 hello'; echo 'fired 1 2 77 1001 you'; exit 0" INT
            echo ready
            while :; do sleep 0.01; done
            """);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        result.Probes.Select(probe => probe.AttachPoint).Should().Equal("begin", "begin");
        sink.Firings.Should().Equal(new Firing(0, 2, 77, 1, 1000, 1), new Firing(1, 2, 77, 2, 1001, 1));
        sink.Output.Should().Equal(new OutputText("hello", sink.Firings[0]), new OutputText("you", sink.Firings[1]));
    }

    [Test]
    public void A_peer_that_ends_before_it_is_attached_is_quoted()
    {
        var (result, _) = Run("echo 'ERROR: no such thing' >&2; exit 3");

        result.Status.Should().Be(JobStatus.AttachFailed);
        result.Message.Should().Be("dummy ended with exit code 3: ERROR: no such thing");
        result.Log.Should().Contain("no such thing");
    }

    [Test]
    public void A_peer_that_crashes_is_an_engine_crash()
    {
        Run("kill -SEGV $$").Result.Should().BeEquivalentTo(new { Status = JobStatus.EngineCrash, Message = "dummy was killed by signal 11 before it was attached: it said nothing" });
    }

    [Test]
    public void A_peer_that_crashes_after_it_was_attached_is_one_too()
    {
        Run("trap 'kill -ABRT $$' INT; echo ready; while :; do sleep 0.01; done").Result.Message.Should().StartWith("dummy was killed by signal 6");
    }

    [Test]
    public void A_peer_that_is_never_attached_runs_into_the_deadline_and_is_killed()
    {
        Assert.That(() => Run("echo nearly; while :; do sleep 0.01; done", timeout: 300), Throws.InstanceOf<OperationCanceledException>().With.Message.Contains("it has not said that it is attached"));
    }

    [Test]
    public void A_peer_that_ignores_SIGINT_is_killed_and_told()
    {
        Assert.That(() => Run("trap '' INT; echo ready; while :; do sleep 0.01; done", timeout: 1000), Throws.InstanceOf<OperationCanceledException>().With.Message.Contains("ending on SIGINT"));
    }

    private static (JobResult Result, Sink Sink) Run(string body, int timeout = 60_000)
    {
        var program = Path.GetTempFileName();
        try
        {
            File.WriteAllText(program, $"#!/bin/sh\n{body}\n");
            var peer = new PeerSpec { Name = "dummy", Program = "/bin/sh", Arguments = [program, "{script}"], Instrument = false, AttachedPattern = "ready", FiringPattern = "fired {probe} {cpu} {tid} {time} {text}" };
            var job = new Job { Id = 5, ScriptName = "a.bt", Script = "begin { } begin { }", Peer = peer, TimeoutMs = timeout };
            var sink = new Sink();
            using var clock = new JobClock(job, _ => { }, CancellationToken.None);
            return (new PeerRunner(() => throw new InvalidOperationException("nothing here needs types")).Run(job, sink, clock), sink);
        }
        finally
        {
            File.Delete(program);
        }
    }

    private sealed class Sink : ISessionSink
    {
        public List<Firing> Firings { get; } = [];

        public List<OutputText> Output { get; } = [];

        public void OnFiring(in Firing firing) => Firings.Add(firing);

        public void OnOutput(in OutputText output) => Output.Add(output);
    }
}
