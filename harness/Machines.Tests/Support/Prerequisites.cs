using Conformance.Images;

namespace Conformance.Machines.Tests.Support;

/// <summary>What tests with a real machine need, had in the ways in which a run has it.</summary>
internal static class Prerequisites
{
    /// <summary>A kernel from the store; unless a test wants another, one that boots fast.</summary>
    public static async Task<string> KernelAsync(CancellationToken cancellationToken, string series = "6.1") =>
        (await new KernelStore().FetchAsync(series, progress: null, cancellationToken)).Path;

    /// <summary>The static tracer: <c>CONFORMANCE_TRACER</c>, which the launcher sets, else the one that the launcher built last.</summary>
    public static string Tracer()
    {
        if (Environment.GetEnvironmentVariable("CONFORMANCE_TRACER") is { Length: > 0 } given)
            return given;
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var current = Path.Combine(directory.FullName, ".build", "tracer");
            if (File.Exists(current))
                return Path.Combine(directory.FullName, ".build", "programs", $"tracer-{File.ReadAllText(current).Trim()}", "tracer");
        }

        throw new FileNotFoundException("There is no static tracer. Run './conformance test', or set CONFORMANCE_TRACER to one.");
    }
}
