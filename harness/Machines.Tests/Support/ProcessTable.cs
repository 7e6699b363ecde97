namespace Conformance.Machines.Tests.Support;

/// <summary>Looks at the machine's processes through /proc.</summary>
internal static class ProcessTable
{
    /// <summary>Whether a process runs; one that has ended and waits to be reaped does not.</summary>
    public static bool IsRunning(int processId)
    {
        try
        {
            // proc(5), /proc/PID/stat: the state follows the last parenthesis of the name.
            var stat = File.ReadAllText($"/proc/{processId}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return false;
        }
    }

    /// <summary>Waits until a process has ended.</summary>
    /// <returns>Whether it did within the time.</returns>
    public static async Task<bool> EndsWithinAsync(int processId, TimeSpan time)
    {
        var deadline = DateTime.UtcNow + time;
        while (IsRunning(processId))
        {
            if (DateTime.UtcNow > deadline)
                return false;
            await Task.Delay(20);
        }

        return true;
    }

    /// <summary>Process ids of those whose command line holds a text.</summary>
    public static IReadOnlyList<int> With(string text) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(Path.GetFileName(directory), out var id) ? id : 0)
            .Where(id => id > 0 && CommandLine(id).Contains(text, StringComparison.Ordinal) && IsRunning(id)),
    ];

    private static string CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
