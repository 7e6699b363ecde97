using System.Net;
using System.Net.Sockets;
using System.Text;
using Conformance.Engine.Sessions;
using Conformance.Machines.Agents;
using Conformance.Machines.Consoles;
using Conformance.Protocol;
using Conformance.Protocol.Conversation;

namespace Conformance.Machines.Tests.Agents;

/// <summary>A home without a machine: a real agent conversation over a socket, a console to print on, and an end that the test chooses.</summary>
internal sealed class FakeHome : IAgentHome, IAgent
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<FakeHome, Job> _run;
    private readonly NetworkStream _agentSide;

    private FakeHome(NetworkStream hostSide, NetworkStream agentSide, Action<FakeHome, Job> run)
    {
        Connection = hostSide;
        _agentSide = agentSide;
        _run = run;
    }

    public string Name => "fake";

    public string Description => "fake: nothing";

    public Stream Connection { get; }

    public string? ConsoleLog => "/logs/fake.console.log";

    public ConsoleWatch Console { get; } = new(Stream.Null);

    public Task Ended => _ended.Task;

    public string? LastWords { get; private set; }

    public MachineException? Refusal { get; init; }

    public bool IsDisposed { get; private set; }

    public Hello Hello { get; } = new(Hello.CurrentVersion, "6.1.0", "x86_64", 1, []);

    /// <summary>A home whose agent is up and does with a job what the test says.</summary>
    public static async Task<FakeHome> WithAgentAsync(Action<FakeHome, Job>? run = null)
    {
        var home = await SilentAsync(run);
        home.StartAgent();
        return home;
    }

    /// <summary>Brings the agent up; it ends with its connection.</summary>
    public void StartAgent() => new Thread(Serve) { IsBackground = true }.Start();

    /// <summary>A home in which nothing answers.</summary>
    public static async Task<FakeHome> SilentAsync(Action<FakeHome, Job>? run = null, MachineException? refusal = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        var server = await listener.AcceptTcpClientAsync();
        return new FakeHome(client.GetStream(), server.GetStream(), run ?? ((_, _) => { })) { Refusal = refusal };
    }

    /// <summary>The guest's kernel prints.</summary>
    public void Print(string line) => Console.Take(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>It dies: the connection breaks and the end becomes known.</summary>
    public void Die(string lastWords)
    {
        LastWords = lastWords;
        _agentSide.Dispose();
        _ended.TrySetResult();
    }

    /// <summary>The guest says something that is no answer.</summary>
    public ValueTask SayAsync(ReadOnlyMemory<byte> bytes) => _agentSide.WriteAsync(bytes);

    public JobResult Run(Job job, ISessionSink sink, Action<JobPhase> enter, CancellationToken cancellationToken)
    {
        enter(JobPhase.Compile);
        enter(JobPhase.Attach);
        _run(this, job);
        return new JobResult { Id = job.Id, Status = JobStatus.Completed };
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _ended.TrySetResult();
        Connection.Dispose();
        _agentSide.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Serve()
    {
        try
        {
            new AgentServer(_agentSide, this).Run(CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The test let it die in the middle of a sentence.
        }
    }
}
