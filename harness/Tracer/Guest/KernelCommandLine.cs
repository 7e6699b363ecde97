namespace Conformance.Tracer.Guest;

/// <summary>Our own words on the kernel's command line (<c>conformance.NAME=VALUE</c>).</summary>
internal static class KernelCommandLine
{
    private const string Prefix = "conformance.";

    /// <summary>The last value given for a name in a command line's text, or <c>null</c>.</summary>
    public static string? Find(string commandLine, string name)
    {
        var key = $"{Prefix}{name}=";
        return commandLine.Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(word => word.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
    }
}
