using System.Diagnostics;
using System.Security.Cryptography;
using Conformance.Protocol;
using Conformance.Protocol.Conversation;

namespace Conformance.Machines.Agents;

/// <summary>A machine whose agent answers over a connection: all that virtual machines, containers and processes have in common.</summary>
public sealed class AgentMachine : IMachine
{
    // A connection that breaks and the end of the process behind it are noticed one shortly after the other; the end explains more.
    private static readonly TimeSpan s_endGrace = TimeSpan.FromSeconds(2);

    // Twice what the kernel's generator takes as a key (drivers/char/random.c, BLAKE2S_KEY_SIZE).
    private const int EntropyBytes = 64;

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
    public bool IsHealthy => !_failed && Doubt is null && !_home.Ended.IsCompleted;

    /// <inheritdoc/>
    public string? Doubt { get; private set; }

    /// <inheritdoc/>
    public string? ConsoleLog => _home.ConsoleLog;

    /// <summary>The phase that its job is in; <c>null</c> if it has none, or the agent has not said yet.</summary>
    public JobPhase? Phase { get; private set; }

    /// <summary>What is added to the agent's own deadlines: it gives a job up and then still has to detach and to answer, which on an emulated guest that shares its processor can take seconds.</summary>
    public TimeSpan AnswerGrace { get; set; } = MachineSpec.UsualAnswerGrace;

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
            using var patience = new Patience(deadline, $"it did not answer within {deadline.TotalSeconds:0} s of its start", cancellationToken);
            var hello = await AskAsync(home, client.HelloAsync, patience, MachineFault.BootTimeout).ConfigureAwait(false);

            // A kernel may have got into trouble and come up all the same, with half of its initramfs: what its agent says then is worth nothing.
            if (home.Console?.Broken.IsCompleted == true)
                throw MachineFailure.Explain(home, MachineFault.GuestPanic, "it came up broken");
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

    /// <summary>Wakes up an agent whose machine stood still. The home belongs to the machine from then on, and is disposed of if it does not wake up.</summary>
    /// <param name="home">A home that runs again.</param>
    /// <param name="deadline">Most time until it is awake.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MachineException">It did not wake up, or its clock and random numbers could not be put right.</exception>
    public static async Task<AgentMachine> WakeAsync(IAgentHome home, TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            var client = new AgentClient(home.Connection);
            using var patience = new Patience(deadline, $"it did not wake up within {deadline.TotalSeconds:0} s", cancellationToken);
            var hello = await AskAsync(
                home,
                async token =>
                {
                    await WakeAsync(home, client, token).ConfigureAwait(false);
                    return await client.HelloAsync(token).ConfigureAwait(false);
                },
                patience,
                MachineFault.BootTimeout).ConfigureAwait(false);
            return new AgentMachine(home, client, hello);
        }
        catch
        {
            await home.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has the agent do the work that its first job would otherwise wait for.</summary>
    /// <exception cref="MachineException">It did not within the deadline.</exception>
    internal Task PrepareAsync(TimeSpan deadline, CancellationToken cancellationToken) => UseAsync(
        async (_, token) =>
        {
            await _client.PrepareAsync(token).ConfigureAwait(false);
            return true;
        },
        deadline,
        $"it was not ready within {deadline.TotalSeconds:0} s of its hello",
        cancellationToken);

    /// <summary>Puts clock and random numbers right after the machine stood still.</summary>
    /// <exception cref="MachineException">It did not wake up, or could not put them right.</exception>
    internal Task<Awake> WakeAsync(TimeSpan deadline, CancellationToken cancellationToken) => UseAsync(
        (_, token) => WakeAsync(_home, _client, token), deadline, $"it did not wake up within {deadline.TotalSeconds:0} s", cancellationToken);

    /// <inheritdoc/>
    public Task<JobResult> RunAsync(Job job, CancellationToken cancellationToken) => RunAsync(job, cancellationToken, TimeSpan.MaxValue);

    /// <summary>Asks the agent for a sign of life.</summary>
    /// <exception cref="MachineException">None came in time.</exception>
    public Task PingAsync(TimeSpan deadline, CancellationToken cancellationToken) => UseAsync(
        async (_, token) =>
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

    /// <summary>The same, but waiting for no phase longer than this.</summary>
    internal async Task<JobResult> RunAsync(Job job, CancellationToken cancellationToken, TimeSpan most)
    {
        var before = _home.Console?.Sign;
        var watch = Stopwatch.StartNew();
        var whole = TimeSpan.FromMilliseconds(job.TimeoutMs);
        var what = $"job {job.Id} ({job.ScriptName})";
        Phase = null;
        var begin = Earlier(most, whole + AnswerGrace);
        var result = await UseAsync(
            (patience, token) => _client.RunAsync(job, firings: null, token, phase => Enter(patience, phase)), begin, $"no answer to {what} within {begin.TotalSeconds:0.#} s", cancellationToken).ConfigureAwait(false);

        Phase = null;

        // The answer stands; the next one is to come from a machine without a past.
        if (result.Residue.Count > 0)
            Doubt = $"{what} left: {string.Join(", ", result.Residue)}";
        else if (_home.Console?.Sign is { } sign && sign != before)
            Doubt = $"{sign.What}: \"{sign.Line}\"";
        return result;

        void Enter(Patience patience, JobPhase phase)
        {
            var deadline = Earlier(most, Earlier(JobPhases.DeadlineOf(job, phase), whole - watch.Elapsed) + AnswerGrace);
            var doing = JobPhases.Doing(phase);
            Phase = phase;
            patience.Renew(deadline, $"no answer to {what} within {deadline.TotalSeconds:0.#} s of {doing}", $" while {doing} for {what}");
        }
    }

    private async Task<T> UseAsync<T>(Func<Patience, CancellationToken, Task<T>> question, TimeSpan deadline, string late, CancellationToken cancellationToken)
    {
        // Healthy again only with an answer: whatever else happens, cancellation included, leaves an agent that may still be busy.
        ObjectDisposedException.ThrowIf(_failed, this);
        _failed = true;
        using var patience = new Patience(deadline, late, cancellationToken);
        var answer = await AskAsync(_home, token => question(patience, token), patience, MachineFault.CommandTimeout).ConfigureAwait(false);
        _failed = false;
        return answer;
    }

    private static async Task<Awake> WakeAsync(IAgentHome home, AgentClient client, CancellationToken cancellationToken)
    {
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        var awake = await client.WakeUpAsync(new WakeUp(now, RandomNumberGenerator.GetBytes(EntropyBytes)), cancellationToken).ConfigureAwait(false);
        return awake.Problems.Count == 0
            ? awake
            : throw new MachineException(MachineFault.Setup, $"{home.Name}: the guest could not be woken up: {string.Join("; ", awake.Problems)}.");
    }

    private static async Task<T> AskAsync<T>(IAgentHome home, Func<CancellationToken, Task<T>> question, Patience patience, MachineFault lateFault)
    {
        var answer = question(patience.Token);
        await Task.WhenAny(answer, home.Ended).ConfigureAwait(false);
        if (!answer.IsCompleted)
        {
            // What the agent said before it died may still be on its way through the connection, which ends with it.
            await Task.WhenAny(answer, Task.Delay(s_endGrace, CancellationToken.None)).ConfigureAwait(false);
            await patience.StopAsync().ConfigureAwait(false);
        }

        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.Caller.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException error) when (!home.Ended.IsCompleted)
        {
            // Before its hello a kernel may not have come far enough to answer.
            var hangs = lateFault == MachineFault.CommandTimeout && await home.IsAliveAsync(patience.Caller).ConfigureAwait(false) == false;
            throw hangs
                ? MachineFailure.Explain(home, MachineFault.GuestHang, $"{patience.Late}, and its kernel does not answer an interrupt", error)
                : MachineFailure.Explain(home, lateFault, patience.Late, error);
        }
        catch (ProtocolException error)
        {
            throw MachineFailure.Explain(home, MachineFault.AgentLost, $"what the agent said cannot be understood: {error.Message.TrimEnd('.')}", error);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            await Task.WhenAny(home.Ended, Task.Delay(s_endGrace, CancellationToken.None)).ConfigureAwait(false);
            patience.Caller.ThrowIfCancellationRequested();
            throw MachineFailure.Explain(home, MachineFault.AgentLost, $"the agent is gone{patience.Doing}", error);
        }
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
