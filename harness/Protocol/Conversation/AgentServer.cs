using System.Text;
using Conformance.Protocol.Codecs;
using Conformance.Protocol.Framing;

namespace Conformance.Protocol.Conversation;

/// <summary>Why an agent's conversation ended.</summary>
public enum AgentEnd
{
    /// <summary>The host asked for it.</summary>
    Shutdown,

    /// <summary>The host closed the connection.</summary>
    Disconnected,
}

/// <summary>The agent's side of the conversation: one request after the other, on the calling thread.</summary>
/// <param name="stream">The connection, both directions. The caller closes it.</param>
/// <param name="agent">Does the work.</param>
public sealed class AgentServer(Stream stream, IAgent agent)
{
    private readonly FrameReader _reader = new(stream);
    private readonly FrameWriter _writer = new(stream);

    /// <summary>Says hello, then answers until the host ends it. Damaged frames are skipped; bad requests are answered with the reason.</summary>
    /// <param name="cancellationToken">Given to the running job; a blocked read ends only with the stream.</param>
    public AgentEnd Run(CancellationToken cancellationToken)
    {
        try
        {
            SayHello(0);
            while (true)
            {
                switch (Next())
                {
                    case null:
                        return AgentEnd.Disconnected;
                    case { Type: FrameType.Shutdown } frame:
                        _writer.Write(FrameType.Goodbye, frame.RequestId, default);
                        return AgentEnd.Shutdown;
                    case { } frame:
                        Answer(frame, cancellationToken);
                        break;
                }
            }
        }
        catch (IOException)
        {
            // A write failed: the host is gone, which is its right at any time.
            return AgentEnd.Disconnected;
        }
    }

    private Frame? Next()
    {
        while (true)
        {
            try
            {
                return _reader.Read();
            }
            catch (ProtocolException exception)
            {
                SayError(0, exception.Message);
            }
        }
    }

    private void Answer(in Frame frame, CancellationToken cancellationToken)
    {
        switch (frame.Type)
        {
            case FrameType.AskHello:
                SayHello(frame.RequestId);
                break;
            case FrameType.Ping:
                _writer.Write(FrameType.Pong, frame.RequestId, default);
                break;
            case FrameType.RunJob:
                RunJob(frame, cancellationToken);
                break;
            case FrameType.Prepare:
                agent.Prepare();
                _writer.Write(FrameType.Prepared, frame.RequestId, default);
                break;
            case FrameType.WakeUp:
                WakeUp(frame);
                break;
            default:
                SayError(frame.RequestId, $"{frame.Type} is nothing that an agent can be asked");
                break;
        }
    }

    private void RunJob(in Frame frame, CancellationToken cancellationToken)
    {
        Job job;
        try
        {
            job = MessageJson.Decode(frame.Payload, MessageJson.Default.Job);
        }
        catch (ProtocolException exception)
        {
            SayError(frame.RequestId, exception.Message);
            return;
        }

        var batches = new BatchSender(_writer, frame.RequestId);
        var request = frame.RequestId;
        var result = agent.Run(job, batches, phase => _writer.Write(FrameType.Phase, request, [(byte)phase]), cancellationToken);
        batches.Finish();
        var done = new JobDone(result with { Firings = [], Output = [] }, batches.Firings, batches.Output);
        _writer.Write(FrameType.JobDone, frame.RequestId, MessageJson.Encode(done, MessageJson.Default.JobDone).Span);
    }

    private void WakeUp(in Frame frame)
    {
        try
        {
            var awake = agent.WakeUp(MessageJson.Decode(frame.Payload, MessageJson.Default.WakeUp));
            _writer.Write(FrameType.Awake, frame.RequestId, MessageJson.Encode(awake, MessageJson.Default.Awake).Span);
        }
        catch (ProtocolException exception)
        {
            SayError(frame.RequestId, exception.Message);
        }
    }

    private void SayHello(uint request) => _writer.Write(FrameType.Hello, request, MessageJson.Encode(agent.Hello, MessageJson.Default.Hello).Span);

    private void SayError(uint request, string message) => _writer.Write(FrameType.AgentError, request, Encoding.UTF8.GetBytes(message));
}
