namespace Conformance.Harness.Configuration;

/// <summary>The user asked for something that cannot be: exit code 2. The message names where (file, variable or option), key, value and what to do.</summary>
public sealed class ConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
