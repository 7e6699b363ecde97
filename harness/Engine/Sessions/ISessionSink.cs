namespace Conformance.Engine.Sessions;

/// <summary>Receives what a running script produces, on the thread that drains the ring buffer, in ring-buffer order.</summary>
public interface ISessionSink
{
    /// <summary>A probe ran (only when firings are recorded).</summary>
    void OnFiring(in Firing firing);

    /// <summary>The script printed something.</summary>
    void OnOutput(in OutputText output);

    /// <summary>The script complained: for standard error, where there is one.</summary>
    void OnComplaint(in OutputText output) => OnOutput(output);
}
