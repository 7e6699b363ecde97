namespace Conformance.Tracer.Commands.Arguments;

/// <summary>The command line is wrong; the message says what, where and what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);
