using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Conformance.Cli.Tests.CommandFaults;

/// <summary>The real program, started as a shell starts it, with a directory for temporary files that it alone uses.</summary>
internal sealed class CommandRun : IDisposable
{
    private const int SigKill = 9;

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly string _temporary;

    private CommandRun(Process process, string output, string temporary)
    {
        (_process, Output, _temporary) = (process, output, temporary);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The run's output directory.</summary>
    public string Output { get; }

    /// <summary>What it printed so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString();
        }
    }

    /// <summary>All results on disk, a half last line included as a failure to read.</summary>
    public IReadOnlyList<JsonElement> Results => File.Exists(ResultsPath) ? [.. File.ReadLines(ResultsPath).Select(line => JsonDocument.Parse(line).RootElement)] : [];

    /// <summary>Outcomes on disk, one word each.</summary>
    public IEnumerable<string> Outcomes => Results.Select(result => result.GetProperty("outcome").GetString()!);

    /// <summary>What each result is about.</summary>
    public IEnumerable<string> Keys => Results.Select(result => string.Join(' ', ((string[])["kernel", "suite", "case", "invariant"]).Select(name => result.GetProperty(name).GetString())));

    /// <summary>Why what has that outcome has it.</summary>
    public IEnumerable<string> ReasonsOf(string outcome) => Results.Where(result => result.GetProperty("outcome").GetString() == outcome).Select(result => result.GetProperty("reason").GetString()!);

    /// <summary>Files that it left where temporary files go.</summary>
    public IReadOnlyList<string> TemporaryFiles => Directory.GetFileSystemEntries(_temporary);

    private string ResultsPath => Path.Combine(Output, "results.jsonl");

    /// <summary>Starts <c>conformance run</c>.</summary>
    /// <param name="scene">Where its cache is.</param>
    /// <param name="output">Its output directory.</param>
    /// <param name="arguments">Further options.</param>
    public static CommandRun Start(Scene scene, string output, params string[] arguments)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(scene.Path, Path.GetRandomFileName())).FullName;
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = scene.Path,
        };
        string[] command = ["exec", Path.Combine(AppContext.BaseDirectory, "conformance.dll"), "run", "--accel", "tcg", "--memory-mib", "256", "--cache", scene.Cache];
        string[] where = arguments.Contains("--resume") ? [] : ["--out", output];
        foreach (var word in (string[])[.. command, .. where, .. arguments])
            start.ArgumentList.Add(word);
        start.Environment["TMPDIR"] = temporary;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // The runtime's own sockets would lie there too.
        start.Environment["CONFORMANCE_TRACER"] = Scene.Tracer;
        start.Environment.Remove("CONFORMANCE_CONTAINER_ENGINE");
        return new CommandRun(Process.Start(start)!, output, temporary);
    }

    /// <summary>Waits until it has written so many results.</summary>
    public async Task HasResultsAsync(int count, CancellationToken cancellationToken)
    {
        while (!File.Exists(ResultsPath) || File.ReadAllText(ResultsPath).Count(letter => letter == '\n') < count)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"it ended with {_process.ExitCode} before it had {count} results:\n{Said}");
            await Task.Delay(10, cancellationToken);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Exit code; 128 + N for signal N.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends a signal (kill(1)'s names).</summary>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"]).WaitForExit();

    /// <summary>What a later reader sees first when something was unexpected.</summary>
    public override string ToString() => Said;

    public void Dispose()
    {
        if (!_process.HasExited)
            Signal($"{SigKill}");
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_said)
            _said.Append(line).Append('\n');
    }
}
