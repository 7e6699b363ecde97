using Conformance.Engine;
using Conformance.Protocol.Codecs;
using Conformance.Protocol.Framing;

namespace Conformance.Protocol.Conversation;

/// <summary>
/// The host's side of the conversation. One request at a time. A request that was cancelled leaves the connection usable: late
/// answers to it are dropped by their request id (but the agent may still be busy with the job).
/// </summary>
/// <remarks>
/// All methods throw <see cref="EndOfStreamException"/> or <see cref="IOException"/> when the agent is gone, <see cref="ProtocolException"/> when it says
/// what it should not, and <see cref="OperationCanceledException"/> when the token fires first: deadlines are the caller's.
/// </remarks>
/// <param name="stream">The connection, both directions. The caller closes it.</param>
public sealed class AgentClient(Stream stream)
{
    private readonly FrameReader _reader = new(stream);
    private readonly FrameWriter _writer = new(stream);
    private uint _lastRequest;

    /// <summary>Pieces of what came that were no intact frame, skipped.</summary>
    public long DamagedPieces => _reader.DamagedPieces;

    /// <summary>Waits for the agent's word of itself. Before it is up nothing answers; it speaks up by itself when it is.</summary>
    public async Task<Hello> HelloAsync(CancellationToken cancellationToken)
    {
        // Asked as well as waited for: an agent that was up before this connection has said its first word to nobody.
        var request = ++_lastRequest;
        await _writer.WriteAsync(FrameType.AskHello, request, default, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var frame = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (frame.Type == FrameType.Hello)
            {
                return MessageJson.Decode(frame.Payload, MessageJson.Default.Hello);
            }
        }
    }

    /// <summary>Asks for a sign of life.</summary>
    public Task PingAsync(CancellationToken cancellationToken) => AskAsync(FrameType.Ping, default, FrameType.Pong, cancellationToken);

    /// <summary>Has the agent do the work that its first job would otherwise wait for.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => AskAsync(FrameType.Prepare, default, FrameType.Prepared, cancellationToken);

    /// <summary>Tells an agent that stood still what has changed meanwhile.</summary>
    public async Task<Awake> WakeUpAsync(WakeUp message, CancellationToken cancellationToken)
    {
        var frame = await AskAsync(FrameType.WakeUp, MessageJson.Encode(message, MessageJson.Default.WakeUp), FrameType.Awake, cancellationToken).ConfigureAwait(false);
        return MessageJson.Decode(frame.Payload, MessageJson.Default.Awake);
    }

    /// <summary>Tells the agent to end (in a virtual machine: to switch it off) and waits for its last word.</summary>
    public Task ShutdownAsync(CancellationToken cancellationToken) => AskAsync(FrameType.Shutdown, default, FrameType.Goodbye, cancellationToken);

    /// <summary>Runs a job to its end, however it ends: see <see cref="JobResult.Status"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="firings">Told the number of firings so far, while they come in.</param>
    /// <param name="cancellationToken">The caller's deadline, later than <see cref="Job.TimeoutMs"/>, after which the agent itself gives up.</param>
    /// <param name="enter">Told each phase as the agent enters it.</param>
    public async Task<JobResult> RunAsync(Job job, IProgress<int>? firings, CancellationToken cancellationToken, Action<JobPhase>? enter = null)
    {
        var request = ++_lastRequest;
        await _writer.WriteAsync(FrameType.RunJob, request, MessageJson.Encode(job, MessageJson.Default.Job), cancellationToken).ConfigureAwait(false);
        var fired = new List<Firing>();
        var output = new List<OutputText>();
        while (true)
        {
            var frame = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
            switch (frame.Type)
            {
                case FrameType.Firings:
                    fired.AddRange(FiringCodec.Decode(frame.Payload.Span));
                    firings?.Report(fired.Count);
                    break;
                case FrameType.Output:
                    output.AddRange(OutputCodec.Decode(frame.Payload.Span));
                    break;
                case FrameType.Phase when frame.Payload.Length == 1:
                    enter?.Invoke((JobPhase)frame.Payload.Span[0]);
                    break;
                case FrameType.JobDone:
                    return Whole(MessageJson.Decode(frame.Payload, MessageJson.Default.JobDone), job, fired, output);
                default:
                    throw Unexpected(frame.Type, "an answer to a job");
            }
        }
    }

    private JobResult Whole(JobDone done, Job job, List<Firing> firings, List<OutputText> output)
    {
        if (done.Result.Id != job.Id)
        {
            throw new ProtocolException($"the agent answered job {done.Result.Id} when asked for job {job.Id}");
        }

        return done.Firings == firings.Count && done.Output == output.Count
            ? done.Result with { Firings = firings, Output = output }
            : throw new ProtocolException(
                $"job {job.Id}: {firings.Count} of {done.Firings} firings and {output.Count} of {done.Output} pieces of output arrived; " +
                $"the rest was damaged on the way ({DamagedPieces} damaged pieces on this connection)");
    }

    private async Task<Frame> AskAsync(FrameType question, ReadOnlyMemory<byte> payload, FrameType answer, CancellationToken cancellationToken)
    {
        var request = ++_lastRequest;
        await _writer.WriteAsync(question, request, payload, cancellationToken).ConfigureAwait(false);
        var frame = await AnswerAsync(request, cancellationToken).ConfigureAwait(false);
        return frame.Type == answer ? frame : throw Unexpected(frame.Type, $"{answer}");
    }

    private async Task<Frame> AnswerAsync(uint request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var frame = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (frame.RequestId != request)
            {
                continue;
            }

            return frame.Type == FrameType.AgentError
                ? throw new ProtocolException($"the agent refused: {System.Text.Encoding.UTF8.GetString(frame.Payload.Span)}")
                : frame;
        }
    }

    private static ProtocolException Unexpected(FrameType came, string expected) => new($"the agent sent {came} where {expected} was expected");
}
