using System.Globalization;

namespace Conformance.Tracer.Workloads;

/// <summary>What the kernel says about threads in /proc.</summary>
internal static class Threads
{
    /// <summary>Whether a thread of this process sleeps inside a system call.</summary>
    public static bool IsInside(int threadId, long systemCall) => IsInside($"/proc/self/task/{threadId}", systemCall);

    /// <summary>Whether the thread sleeps inside a system call: <c>syscall</c> holds the call's number only then, a thread that runs has none (fs/proc/base.c).</summary>
    /// <param name="task">Its directory in /proc.</param>
    public static bool IsInside(string task, long systemCall)
    {
        try
        {
            var text = File.ReadAllText(task + "/syscall");
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            return space > 0 && long.TryParse(text.AsSpan(0, space), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number == systemCall;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new WorkloadException($"cannot read {task}/syscall, which says whether a thread is inside a call: {e.Message}");
        }
    }
}
