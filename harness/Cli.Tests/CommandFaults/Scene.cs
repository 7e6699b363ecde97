using System.Diagnostics;
using Conformance.Images;

namespace Conformance.Cli.Tests.CommandFaults;

/// <summary>A directory with a cache in it, gone after the tests; and ways to make its disk small.</summary>
internal sealed class Scene : IDisposable
{
    private readonly List<string> _mounts = [];

    public Scene() => Path = Directory.CreateTempSubdirectory("conformance-faults-").FullName;

    /// <summary>The directory; in the command line of everything that runs in it.</summary>
    public string Path { get; }

    /// <summary>Where kernels, images and saved guests are kept.</summary>
    public string Cache => System.IO.Path.Combine(Path, "cache");

    /// <summary>The static tracer that the launcher built.</summary>
    public static string Tracer => Environment.GetEnvironmentVariable("CONFORMANCE_TRACER") is { Length: > 0 } given
        ? given
        : throw new InvalidOperationException("There is no static tracer. Run './conformance test', or set CONFORMANCE_TRACER to one.");

    /// <summary>A kernel that boots fast, from the store of the user who runs the tests.</summary>
    public static async Task<string> KernelAsync(CancellationToken cancellationToken) =>
        (await new KernelStore().FetchAsync("6.1", progress: null, cancellationToken)).Path;

    /// <summary>A new name in the directory.</summary>
    public string New(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Mounts a small disk at a directory, which is made; <c>remount,…</c> changes the one that is there.</summary>
    public string Disk(string directory, string options)
    {
        Directory.CreateDirectory(directory);
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", options, "none", directory]);
        mount.WaitForExit();
        if (mount.ExitCode != 0)
            Assert.Inconclusive("this test mounts a small disk, which this user or container may not");
        if (!_mounts.Contains(directory))
            _mounts.Add(directory);
        return directory;
    }

    /// <summary>Process ids of what still runs here.</summary>
    public IReadOnlyList<int> Running() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(directory => int.TryParse(System.IO.Path.GetFileName(directory), out var id) ? id : 0)
            .Where(id => id > 0 && CommandLine(id).Contains(Path, StringComparison.Ordinal)),
    ];

    /// <summary>Waits until nothing runs here: the kernel kills what belonged to a process that was killed, which takes a moment.</summary>
    public async Task IsQuietAsync(CancellationToken cancellationToken)
    {
        while (Running().Count > 0)
            await Task.Delay(10, cancellationToken);
    }

    public void Dispose()
    {
        foreach (var mount in _mounts)
            Process.Start("umount", ["-l", mount]).WaitForExit();
        Directory.Delete(Path, recursive: true);
    }

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
