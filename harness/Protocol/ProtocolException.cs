namespace Conformance.Protocol;

/// <summary>The other side said something that cannot be right, or said that it failed. The message says what was expected and what came.</summary>
public sealed class ProtocolException(string message, Exception? inner = null) : Exception(message, inner);
