namespace Conformance.Machines.Agents;

/// <summary>How long an answer is waited for, and what is said when it does not come. An agent that tells how far it has come is waited for anew.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _stop;

    /// <summary>Begins to wait.</summary>
    /// <param name="deadline">From now on.</param>
    /// <param name="late">What is said when it has passed, no full stop.</param>
    /// <param name="caller">Gives up.</param>
    public Patience(TimeSpan deadline, string late, CancellationToken caller)
    {
        (Late, Caller) = (late, caller);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _stop.CancelAfter(deadline);
    }

    /// <summary>The caller's own.</summary>
    public CancellationToken Caller { get; }

    /// <summary>Fires when nobody waits any more.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>What is said when the deadline has passed, no full stop.</summary>
    public string Late { get; private set; }

    /// <summary>What the agent is doing, to be said behind "the agent is gone"; empty where it does not tell.</summary>
    public string Doing { get; private set; } = "";

    /// <summary>Waits for the next step.</summary>
    /// <param name="deadline">From now on.</param>
    /// <param name="late">What is said when it has passed, no full stop.</param>
    /// <param name="doing">What the agent is doing.</param>
    public void Renew(TimeSpan deadline, string late, string doing)
    {
        (Late, Doing) = (late, doing);
        _stop.CancelAfter(deadline);
    }

    /// <summary>Waits no longer.</summary>
    public Task StopAsync() => _stop.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();
}
