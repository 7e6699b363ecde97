namespace Conformance.Cli;

/// <summary>The user asked for something that cannot be; the message says what and what to type instead.</summary>
public sealed class UsageException(string message) : Exception(message);
