namespace Conformance.Machines.Processes;

/// <summary>Finds programs as a shell would.</summary>
public static class ProgramSearch
{
    /// <summary>Gives the path of a program.</summary>
    /// <param name="program">A path (with a slash), or a name that is looked up in <c>PATH</c>.</param>
    /// <returns>An absolute path, or <c>null</c> if there is none or it may not be executed.</returns>
    public static string? Find(string program)
    {
        if (program.Contains('/'))
            return IsExecutable(program) ? Path.GetFullPath(program) : null;
        var path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        OperatingSystem.IsLinux()
        && File.Exists(path)
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
