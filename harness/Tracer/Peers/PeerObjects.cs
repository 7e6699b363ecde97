using System.Globalization;

namespace Conformance.Tracer.Peers;

/// <summary>What a tracer's processes hold open of BPF and perf: what the kernel knows of it, whatever it says itself.</summary>
/// <param name="Programs">BPF programs.</param>
/// <param name="Links">BPF links.</param>
/// <param name="PerfEvents">Perf events (probes, and buffers of older tracers).</param>
internal sealed record PeerObjects(int Programs, int Links, int PerfEvents)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Programs} programs, {Links} links, {PerfEvents} perf events";

    /// <summary>Counts them for a process and all below it; what ends meanwhile holds nothing.</summary>
    public static PeerObjects Of(int process)
    {
        var all = Family(process).SelectMany(OpenFiles).ToList();
        return new(
            all.Count(name => name is "anon_inode:bpf-prog"),
            all.Count(name => name is "anon_inode:bpf_link" or "anon_inode:bpf-link"),
            all.Count(name => name is "anon_inode:[perf_event]"));
    }

    /// <summary>The process and its descendants (a tracer may be started by a script).</summary>
    public static IReadOnlyList<int> Family(int process)
    {
        var parents = new Dictionary<int, int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ParentOf(directory) is { } parent)
                parents[id] = parent;
        }

        var family = new List<int> { process };
        for (var i = 0; i < family.Count; i++)
            family.AddRange(parents.Where(pair => pair.Value == family[i]).Select(pair => pair.Key));
        return family;
    }

    /// <summary>Threads of a process; none if it has ended.</summary>
    public static IReadOnlyList<int> Threads(int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories($"/proc/{process}/task").Select(thread => int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The most memory that a process has had resident, in KiB; 0 if there is none any more.</summary>
    public static long PeakKiB(int process)
    {
        const string Field = "VmHWM:";
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(Field.Length).Trim().TrimEnd("kB ").ToString(), NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static int? ParentOf(string directory)
    {
        try
        {
            // proc(5): pid (comm) state ppid …; the name may hold anything, so what counts is behind its last parenthesis.
            var stat = File.ReadAllText($"{directory}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string[] OpenFiles(int process)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{process}/fd").Select(path => new FileInfo(path).LinkTarget).OfType<string>()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
