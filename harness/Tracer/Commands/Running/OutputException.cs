namespace Conformance.Tracer.Commands.Running;

/// <summary>Output could not be written; the message says where and why.</summary>
internal sealed class OutputException(string message) : Exception(message);
