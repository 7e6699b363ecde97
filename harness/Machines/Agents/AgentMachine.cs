using Conformance.Protocol;
using Conformance.Protocol.Conversation;

namespace Conformance.Machines.Agents;

/// <summary>A machine whose agent answers over a connection: all that virtual machines, containers and processes have in common.</summary>
public sealed class AgentMachine : IMachine
{
    // The agent gives a job up at its own deadline and then still has to detach and to answer, which on an emulated guest that
    // shares its processor can take seconds.
    private static readonly TimeSpan s_answerGrace = TimeSpan.FromSeconds(15);

    // A connection that breaks and the end of the process behind it are noticed one shortly after the other; the end explains more.
    private static readonly TimeSpan s_endGrace = TimeSpan.FromSeconds(2);

    private readonly IAgentHome _home;
    private readonly AgentClient _client;
    private bool _failed;

    private AgentMachine(IAgentHome home, AgentClient client, Hello hello)
    {
        _home = home;
        _client = client;
        Hello = hello;
    }

    /// <inheritdoc/>
    public Hello Hello { get; }

    /// <inheritdoc/>
    public string Description => _home.Description;

    /// <inheritdoc/>
    public bool IsHealthy => !_failed && !_home.Ended.IsCompleted;

    /// <inheritdoc/>
    public string? ConsoleLog => _home.ConsoleLog;

    /// <summary>Waits for the agent's hello. The home belongs to the machine from then on, and is disposed of if none comes.</summary>
    /// <param name="home">A started home.</param>
    /// <param name="deadline">Most time until the hello.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MachineException">It did not come up.</exception>
    public static async Task<AgentMachine> StartAsync(IAgentHome home, TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            var client = new AgentClient(home.Connection);
            var hello = await AskAsync(
                home, client.HelloAsync, deadline, MachineFault.BootTimeout, $"it did not answer within {deadline.TotalSeconds:0} s of its start", cancellationToken)
                .ConfigureAwait(false);
            return new AgentMachine(home, client, hello);
        }
        catch (Exception error)
        {
            var refusal = error is MachineException ? home.Refusal : null;
            await home.DisposeAsync().ConfigureAwait(false);
            if (refusal is not null)
                throw refusal;
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<JobResult> RunAsync(Job job, CancellationToken cancellationToken) =>
        RunAsync(job, cancellationToken, TimeSpan.FromMilliseconds(job.TimeoutMs) + s_answerGrace);

    /// <summary>Asks the agent for a sign of life.</summary>
    /// <exception cref="MachineException">None came in time.</exception>
    public Task PingAsync(TimeSpan deadline, CancellationToken cancellationToken) => UseAsync(
        async token =>
        {
            await _client.PingAsync(token).ConfigureAwait(false);
            return true;
        },
        deadline,
        $"no answer to a ping within {deadline.TotalSeconds:0.#} s",
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _failed = true;
        await _home.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The same with a deadline of its own.</summary>
    internal Task<JobResult> RunAsync(Job job, CancellationToken cancellationToken, TimeSpan deadline) => UseAsync(
        token => _client.RunAsync(job, firings: null, token),
        deadline,
        $"no answer to job {job.Id} ({job.ScriptName}) within {deadline.TotalSeconds:0.#} s",
        cancellationToken);

    private async Task<T> UseAsync<T>(Func<CancellationToken, Task<T>> question, TimeSpan deadline, string late, CancellationToken cancellationToken)
    {
        // Healthy again only with an answer: whatever else happens, cancellation included, leaves an agent that may still be busy.
        ObjectDisposedException.ThrowIf(_failed, this);
        _failed = true;
        var answer = await AskAsync(_home, question, deadline, MachineFault.CommandTimeout, late, cancellationToken).ConfigureAwait(false);
        _failed = false;
        return answer;
    }

    private static async Task<T> AskAsync<T>(
        IAgentHome home,
        Func<CancellationToken, Task<T>> question,
        TimeSpan deadline,
        MachineFault lateFault,
        string late,
        CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(deadline);
        var answer = question(stop.Token);
        await Task.WhenAny(answer, home.Ended).ConfigureAwait(false);
        if (!answer.IsCompleted)
        {
            // What the agent said before it died may still be on its way through the connection, which ends with it.
            await Task.WhenAny(answer, Task.Delay(s_endGrace, CancellationToken.None)).ConfigureAwait(false);
            await stop.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException error) when (!home.Ended.IsCompleted)
        {
            throw MachineFailure.Explain(home, lateFault, late, error);
        }
        catch (ProtocolException error)
        {
            throw MachineFailure.Explain(home, MachineFault.AgentLost, $"what the agent said cannot be understood: {error.Message.TrimEnd('.')}", error);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            await Task.WhenAny(home.Ended, Task.Delay(s_endGrace, CancellationToken.None)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw MachineFailure.Explain(home, MachineFault.AgentLost, "the agent is gone", error);
        }
    }
}
