using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Protocol.Conversation;

namespace Conformance.Protocol.Tests.Conversation;

/// <summary>An agent without a kernel: "runs" a job by doing what the test says.</summary>
internal sealed class ScriptedAgent(Action<Job, ISessionSink> run) : IAgent
{
    public Hello Hello { get; } = new(Hello.CurrentVersion, "6.1.0", "x86_64", 1, [new("btf", true, "1 type")]);

    public bool IsPrepared { get; private set; }

    /// <summary>Fires so many times and prints at every second firing.</summary>
    public static ScriptedAgent Firing(int count) => new((_, sink) =>
    {
        for (var i = 0; i < count; i++)
        {
            sink.OnFiring(FiringNumber(i));
            if (i % 2 == 0)
            {
                sink.OnOutput(new OutputText($"{i % 3}\n", FiringNumber(i)));
            }
        }
    });

    public static Firing FiringNumber(int i) => new(i % 3, 0, 77, (ulong)i + 1, (ulong)i * 1000, (uint)(i / 3) + 1);

    public void Prepare() => IsPrepared = true;

    public Awake WakeUp(WakeUp message) => new(message.RealtimeNs, 7, [.. message.Entropy.Reverse()], []);

    public JobResult Run(Job job, ISessionSink sink, Action<JobPhase> enter, CancellationToken cancellationToken)
    {
        enter(JobPhase.Compile);
        run(job, sink);
        enter(JobPhase.Detach);
        return new JobResult { Id = job.Id, Status = JobStatus.Completed, Message = job.Script };
    }
}
