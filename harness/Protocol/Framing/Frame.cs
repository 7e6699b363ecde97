namespace Conformance.Protocol.Framing;

/// <summary>One message on the wire.</summary>
/// <param name="Type">What the payload is.</param>
/// <param name="RequestId">The host's number of the request that this asks or answers; 0 for what nobody asked for.</param>
/// <param name="Payload">The content, already inflated.</param>
public readonly record struct Frame(FrameType Type, uint RequestId, ReadOnlyMemory<byte> Payload);
