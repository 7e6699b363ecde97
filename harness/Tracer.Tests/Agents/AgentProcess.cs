using System.Diagnostics;
using Conformance.Protocol;
using Conformance.Protocol.Conversation;
using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Tests.Agents;

/// <summary>A <c>tracer agent</c> that runs on this machine's own kernel.</summary>
internal sealed class AgentProcess : IAsyncDisposable
{
    private readonly Process _process;

    private AgentProcess(Process process)
    {
        _process = process;
        Stream = new DuplexStream(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
        Client = new AgentClient(Stream);
    }

    public Stream Stream { get; }

    public AgentClient Client { get; }

    public Hello Hello { get; private set; } = null!;

    public static async Task<AgentProcess> StartAsync(CancellationToken cancellationToken)
    {
        var process = Process.Start(new ProcessStartInfo(TracerProgram.Path, ["agent", "--stdio"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var agent = new AgentProcess(process);
        agent.Hello = await agent.Client.HelloAsync(cancellationToken);
        return agent;
    }

    /// <summary>What the agent holds of BPF and perf.</summary>
    public IEnumerable<string> OpenProbes() => Directory.EnumerateFiles($"/proc/{_process.Id}/fd")
        .Select(path => new FileInfo(path).LinkTarget ?? "")
        .Where(target => target.Contains("bpf") || target.Contains("perf_event"));

    /// <summary>Number of its threads that are a workload's.</summary>
    public int WorkloadThreads => Directory.EnumerateDirectories($"/proc/{_process.Id}/task").Count(IsWorkload);

    public void Kill() => _process.Kill();

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    private static bool IsWorkload(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm") == $"{Gang.ThreadName}\n";
        }
        catch (IOException)
        {
            return false; // It ended while we looked.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
