namespace Conformance.Cli;

/// <summary>Where the static tracer stands: the launcher builds it and says where.</summary>
public static class TracerBinary
{
    /// <summary>The environment variable that the launcher sets.</summary>
    public const string Variable = "CONFORMANCE_TRACER";

    /// <summary>Its path.</summary>
    /// <exception cref="UsageException">It has not been built.</exception>
    public static string Path() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path && File.Exists(path)
            ? path
            : throw new UsageException($"the static tracer is not built ({Variable} names no file): start through ./conformance, which builds it");
}
