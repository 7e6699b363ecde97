using System.Diagnostics;

namespace Conformance.Machines.Tests.Support;

/// <summary>Runs Machines.Tests.Host: a process of its own that owns a child.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;

    private HostProcess(Process process, int childId)
    {
        _process = process;
        ChildId = childId;
    }

    /// <summary>Process id of its child.</summary>
    public int ChildId { get; }

    /// <summary>Starts it and waits until its child runs.</summary>
    public static async Task<HostProcess> StartAsync(params IReadOnlyList<string> arguments)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "Conformance.Machines.Tests.Host.dll");
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet", [assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync();
        return int.TryParse(line, out var id)
            ? new HostProcess(process, id)
            : throw new InvalidOperationException($"the host process did not start: {line} {await process.StandardError.ReadToEndAsync()}");
    }

    /// <summary>SIGKILL: it gets no chance to clean up.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: false);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
