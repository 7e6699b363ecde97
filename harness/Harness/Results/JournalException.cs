namespace Conformance.Harness.Results;

/// <summary>The journal cannot be read or written. What was written before is whole; the message says so and what to do.</summary>
public sealed class JournalException(string message, Exception? inner = null) : Exception(message, inner);
