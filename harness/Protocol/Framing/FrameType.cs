namespace Conformance.Protocol.Framing;

/// <summary>What a frame carries. Host to agent are the even numbers, agent to host the odd ones.</summary>
public enum FrameType : byte
{
    /// <summary>Host asks who is there; empty.</summary>
    AskHello = 2,

    /// <summary>Agent says who it is (<see cref="Protocol.Hello"/>, JSON): the answer to <see cref="AskHello"/>, and with request id 0 its first word after start.</summary>
    Hello = 3,

    /// <summary>Host asks for a sign of life; empty.</summary>
    Ping = 4,

    /// <summary>The sign of life; empty.</summary>
    Pong = 5,

    /// <summary>Host gives a job (<see cref="Job"/>, JSON).</summary>
    RunJob = 6,

    /// <summary>A batch of firings of the running job (<see cref="Codecs.FiringCodec"/>).</summary>
    Firings = 7,

    /// <summary>A batch of printed text of the running job (<see cref="Codecs.OutputCodec"/>).</summary>
    Output = 9,

    /// <summary>The job has ended (<see cref="Conversation.JobDone"/>, JSON).</summary>
    JobDone = 11,

    /// <summary>Host asks the agent to end; empty.</summary>
    Shutdown = 12,

    /// <summary>The agent's last word before it ends; empty.</summary>
    Goodbye = 13,

    /// <summary>Host asks for the work that the first job would otherwise wait for; empty.</summary>
    Prepare = 14,

    /// <summary>That work is done; empty.</summary>
    Prepared = 17,

    /// <summary>Host tells an agent that stood still what has changed meanwhile (<see cref="Protocol.WakeUp"/>, JSON).</summary>
    WakeUp = 16,

    /// <summary>The agent has taken that over (<see cref="Protocol.Awake"/>, JSON).</summary>
    Awake = 19,

    /// <summary>The running job enters another phase (<see cref="JobPhase"/>, one byte).</summary>
    Phase = 21,

    /// <summary>The agent could not do what was asked and says why (UTF-8 text).</summary>
    AgentError = 15,
}
