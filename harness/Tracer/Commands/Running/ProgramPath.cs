using Conformance.Tracer.Commands.Arguments;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Commands.Running;

/// <summary>Finds the program of <c>-c</c> before anything is started, so that a wrong name is told at once.</summary>
internal static class ProgramPath
{
    /// <summary>The path of a program as the shell would find it.</summary>
    /// <exception cref="UsageException">There is none, or it cannot be executed.</exception>
    public static string Find(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
            return Check(name);
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':');
        return directories.Select(d => System.IO.Path.Combine(d.Length == 0 ? "." : d, name)).FirstOrDefault(p => File.Exists(p) && ProcessCalls.MayExecute(p))
            ?? throw new UsageException($"-c: there is no program '{name}' in PATH; for a shell's own words use -c \"sh -c '{name} …'\"");
    }

    private static string Check(string path) =>
        Directory.Exists(path) ? throw new UsageException($"-c: '{path}' is a directory, not a program")
        : !File.Exists(path) ? throw new UsageException($"-c: there is no program '{path}'")
        : !ProcessCalls.MayExecute(path) ? throw new UsageException($"-c: '{path}' may not be executed: chmod +x, or name its interpreter first")
        : path;
}
