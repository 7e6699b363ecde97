using System.Text;
using Conformance.Protocol.Codecs;
using Conformance.Protocol.Conversation;
using Conformance.Protocol.Framing;

namespace Conformance.Protocol.Tests.Conversation;

[CancelAfter(15_000)]
public sealed class ConversationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private Line _line = null!;

    [SetUp]
    public void SetUp() => _line = new Line();

    [TearDown]
    public void TearDown() => _line.Dispose();

    [Test]
    public async Task I_can_greet_ping_run_jobs_and_shut_down(CancellationToken cancellationToken)
    {
        var end = Serve(ScriptedAgent.Firing(5));
        var client = new AgentClient(_line.Host);

        (await client.HelloAsync(cancellationToken)).KernelRelease.Should().Be("6.1.0");
        await client.PingAsync(cancellationToken);
        var first = await client.RunAsync(Job(1, "one"), null, cancellationToken);
        var second = await client.RunAsync(Job(2, "two"), null, cancellationToken);
        await client.ShutdownAsync(cancellationToken);

        first.Should().BeEquivalentTo(new { Id = 1, Message = "one", Status = JobStatus.Completed });
        second.Should().BeEquivalentTo(new { Id = 2, Message = "two" });
        second.Firings.Should().Equal(Enumerable.Range(0, 5).Select(ScriptedAgent.FiringNumber));
        second.Output.Select(o => o.Text).Should().Equal("0\n", "2\n", "1\n");
        (await end).Should().Be(AgentEnd.Shutdown);
    }

    [Test]
    public async Task I_can_have_an_agent_prepare_itself_and_wake_it_up(CancellationToken cancellationToken)
    {
        var agent = ScriptedAgent.Firing(1);
        _ = Serve(agent);
        var client = new AgentClient(_line.Host);

        await client.PrepareAsync(cancellationToken);
        var awake = await client.WakeUpAsync(new WakeUp(5_000_000_000, [1, 2, 3]), cancellationToken);

        agent.IsPrepared.Should().BeTrue();
        awake.Should().BeEquivalentTo(new Awake(5_000_000_000, 7, [3, 2, 1], []));
    }

    [Test]
    public async Task Many_firings_arrive_whole_in_order_and_while_the_job_runs(CancellationToken cancellationToken)
    {
        const int count = 100_000;
        using var seen = new ManualResetEventSlim();
        var seenBeforeTheEnd = false;
        _ = Serve(new ScriptedAgent((_, sink) =>
        {
            for (var i = 0; i < count; i++)
            {
                sink.OnFiring(ScriptedAgent.FiringNumber(i));
            }

            // The job does not end before the host has seen something of it.
            seenBeforeTheEnd = seen.Wait(Patience, CancellationToken.None);
        }));

        var result = await new AgentClient(_line.Host).RunAsync(Job(1), new Told(seen.Set), cancellationToken);

        seenBeforeTheEnd.Should().BeTrue();
        result.Firings.SequenceEqual(Enumerable.Range(0, count).Select(ScriptedAgent.FiringNumber)).Should().BeTrue();
    }

    [Test]
    public async Task The_host_is_told_each_phase_before_it_is_over(CancellationToken cancellationToken)
    {
        using var seen = new ManualResetEventSlim();
        var phases = new List<JobPhase>();
        var seenBeforeTheEnd = false;
        _ = Serve(new ScriptedAgent((_, _) => seenBeforeTheEnd = seen.Wait(Patience, CancellationToken.None)));

        await new AgentClient(_line.Host).RunAsync(Job(1), null, cancellationToken, phase =>
        {
            phases.Add(phase);
            seen.Set();
        });

        seenBeforeTheEnd.Should().BeTrue();
        phases.Should().Equal(JobPhase.Compile, JobPhase.Detach);
    }

    [Test]
    public async Task Garbage_from_a_console_does_not_disturb(CancellationToken cancellationToken)
    {
        _line.Agent.Write("[    3.14] Oops: int3 \0 \0\0 half a frame"u8);
        _line.Host.Write("\0\u0003garbage"u8);
        _ = Serve(ScriptedAgent.Firing(3));
        var client = new AgentClient(_line.Host);

        await client.HelloAsync(cancellationToken);
        var result = await client.RunAsync(Job(1), null, cancellationToken);

        result.Firings.Should().HaveCount(3);
        client.DamagedPieces.Should().Be(3);
    }

    [Test]
    public async Task A_request_that_was_given_up_does_not_answer_the_next_one(CancellationToken cancellationToken)
    {
        using var release = new ManualResetEventSlim();
        _ = Serve(new ScriptedAgent((job, sink) =>
        {
            if (job.Id == 1)
            {
                release.Wait(Patience, CancellationToken.None);
            }

            sink.OnFiring(ScriptedAgent.FiringNumber(job.Id));
        }));
        var client = new AgentClient(_line.Host);
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var given = client.RunAsync(Job(1, "slow"), null, impatience.Token);
        await impatience.CancelAsync();
        await FluentActions.Awaiting(() => given).Should().ThrowAsync<OperationCanceledException>();

        release.Set();
        var result = await client.RunAsync(Job(2, "next"), null, cancellationToken);

        result.Message.Should().Be("next");
        result.Firings.Should().Equal(ScriptedAgent.FiringNumber(2));
    }

    [Test]
    public async Task An_agent_that_goes_away_in_the_middle_of_a_job_is_an_end_of_stream(CancellationToken cancellationToken)
    {
        _ = Serve(new ScriptedAgent((_, _) => _line.Agent.Dispose()));

        var run = () => new AgentClient(_line.Host).RunAsync(Job(1), null, cancellationToken);

        await run.Should().ThrowAsync<EndOfStreamException>().WithMessage("*closed the connection*");
    }

    [Test]
    public async Task A_host_that_goes_away_ends_the_agent()
    {
        var end = Serve(ScriptedAgent.Firing(1));

        _line.Host.Dispose();

        (await end.WaitAsync(Patience)).Should().Be(AgentEnd.Disconnected);
    }

    [Test]
    public async Task A_host_that_goes_away_in_the_middle_of_a_large_job_ends_the_agent()
    {
        using var started = new ManualResetEventSlim();
        var end = Serve(new ScriptedAgent((_, sink) =>
        {
            started.Set();
            for (var i = 0; i < 1_000_000; i++)
            {
                sink.OnFiring(ScriptedAgent.FiringNumber(i));
            }
        }));
        _line.Host.Write(FrameWriter.Encode(FrameType.RunJob, 1, MessageJson.Encode(Job(1), MessageJson.Default.Job).Span).Span);
        started.Wait(Patience);

        _line.Host.Dispose();

        (await end.WaitAsync(Patience)).Should().Be(AgentEnd.Disconnected);
    }

    [Test]
    public async Task Firings_that_were_damaged_on_the_way_are_noticed(CancellationToken cancellationToken)
    {
        var batch = FrameWriter.Encode(FrameType.Firings, 1, FiringCodec.Encode([ScriptedAgent.FiringNumber(0)]).Span).ToArray();
        batch[5] ^= 4;
        var done = new JobDone(new JobResult { Id = 1, Status = JobStatus.Completed }, 1, 0);
        _line.Agent.Write(batch);
        _line.Agent.Write(FrameWriter.Encode(FrameType.JobDone, 1, MessageJson.Encode(done, MessageJson.Default.JobDone).Span).Span);

        var run = () => new AgentClient(_line.Host).RunAsync(Job(1), null, cancellationToken);

        await run.Should().ThrowAsync<ProtocolException>().WithMessage("*0 of 1 firings*");
    }

    [TestCase(FrameType.RunJob, "{}", "*Job*")]
    [TestCase(FrameType.Goodbye, "", "*Goodbye*")]
    [TestCase((FrameType)200, "", "*200*")]
    public void A_request_that_makes_no_sense_is_answered_with_the_reason(FrameType type, string payload, string reason)
    {
        _ = Serve(ScriptedAgent.Firing(1));
        var reader = new FrameReader(_line.Host);

        new FrameWriter(_line.Host).Write(type, 42, Encoding.UTF8.GetBytes(payload));

        reader.Read()!.Value.Type.Should().Be(FrameType.Hello);
        var answer = reader.Read()!.Value;
        answer.Type.Should().Be(FrameType.AgentError);
        answer.RequestId.Should().Be(42);
        Encoding.UTF8.GetString(answer.Payload.Span).Should().Match(reason);
    }

    [Test]
    public async Task An_agents_refusal_reaches_the_caller(CancellationToken cancellationToken)
    {
        _line.Agent.Write(FrameWriter.Encode(FrameType.AgentError, 1, "no room"u8).Span);

        var ping = () => new AgentClient(_line.Host).PingAsync(cancellationToken);

        await ping.Should().ThrowAsync<ProtocolException>().WithMessage("*no room*");
    }

    private static Job Job(int id, string script = "begin { }") => new() { Id = id, ScriptName = "test.bt", Script = script };

    private Task<AgentEnd> Serve(IAgent agent) =>
        Task.Factory.StartNew(() => new AgentServer(_line.Agent, agent).Run(CancellationToken.None), TaskCreationOptions.LongRunning);

    /// <summary>Tells at once, on the same thread; <see cref="Progress{T}"/> would tell later.</summary>
    private sealed class Told(Action tell) : IProgress<int>
    {
        public void Report(int value) => tell();
    }
}
