using System.Text;
using CliWrap;
using Conformance.Machines.Agents;
using Conformance.Machines.Consoles;
using Conformance.Machines.Processes;

namespace Conformance.Machines.Local;

/// <summary>An agent that is a child of this process and talks through its standard input and output.</summary>
public sealed class LocalAgent : IAgentHome
{
    private readonly TetheredProcess _process;
    private readonly StringBuilder _errors;

    private LocalAgent(MachineSpec spec, TetheredProcess process, StringBuilder errors, Stream connection)
    {
        _process = process;
        _errors = errors;
        Name = spec.Name;
        Connection = connection;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description => $"local: {Environment.ProcessorCount} CPUs, kernel below shared";

    /// <inheritdoc/>
    public Stream Connection { get; }

    /// <inheritdoc/>
    public string? ConsoleLog => null;

    /// <inheritdoc/>
    public ConsoleWatch? Console => null;

    /// <inheritdoc/>
    public Task Ended => _process.Exited;

    /// <inheritdoc/>
    public string? LastWords => _process.Exited.IsCompleted ? Describe(_process.Exited.Result) : null;

    /// <inheritdoc/>
    public MachineException? Refusal => null;

    /// <summary>Starts <c>tracer agent --stdio</c>.</summary>
    /// <exception cref="MachineException">It cannot be started.</exception>
    public static async Task<LocalAgent> StartAsync(MachineSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var errors = new StringBuilder();
        var connection = new ChildConnection();
        try
        {
            var process = await TetheredProcess.StartAsync(
                Path.GetFullPath(spec.TracerBinary),
                ["agent", "--stdio"],
                PipeSource.Create(connection.FeedAsync),
                PipeTarget.Create(connection.DrainAsync),
                PipeTarget.ToStringBuilder(errors)).ConfigureAwait(false);
            return new LocalAgent(spec, process, errors, connection);
        }
        catch (FileNotFoundException error)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            var remedy = error.FileName is "setsid" or "setpriv"
                ? "Install it: apt-get install util-linux"
                : "Build it through ./conformance, or set CONFORMANCE_TRACER to one.";
            throw new MachineException(MachineFault.Setup, $"{spec.Name}: {error.Message}. {remedy}", inner: error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The agent ends when its input does, and takes its probes with it; a kill does that too, since the kernel closes everything.
        await Connection.DisposeAsync().ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private string Describe(int exitCode)
    {
        var end = exitCode > 128 ? $"It was killed by signal {exitCode - 128}" : $"It ended with exit code {exitCode}";
        var words = string.Join("; ", _errors.ToString().Split('\n').Select(ConsoleText.Clean).Where(line => line.Length > 0).Take(5));
        return words.Length > 0 ? $"{end} and said: {words}" : end;
    }
}
