using System.Diagnostics;
using Conformance.Engine.Sessions;

namespace Conformance.Engine.Tests.Probes;

/// <summary>Runs a script with this machine's own kernel, types and files while a test does something that its probes see.</summary>
internal static class LiveScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Shared, because it reads the kernel's types and symbols once.</summary>
    public static EngineContext Context { get; } = new();

    /// <summary>What the script printed. Inconclusive where this kernel or this user cannot have such probes.</summary>
    public static string Run(string script, Action act, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        var sink = new Collector();
        using var session = Start(script, options, sink);
        act();
        session.Finish();
        session.Lost.Should().Be(0);
        return sink.Text;
    }

    /// <summary>What the script printed, which firings it made, and to which of them its output belongs.</summary>
    public static (string Text, IReadOnlyList<Firing> Firings, IReadOnlyList<Firing> Tied) Record(string script, Action act)
    {
        var sink = new Collector();
        using var session = Start(script, new EngineOptions { RecordFirings = true }, sink);
        act();
        session.Finish();
        session.Lost.Should().Be(0);
        return (sink.Text, sink.Firings, sink.Tied);
    }

    /// <summary>What the script had printed when it called exit() by itself.</summary>
    public static string RunToExit(string script, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        var sink = new Collector();
        using var session = Start(script, options, sink);
        using var patience = new CancellationTokenSource(Patience);
        session.DrainUntil(patience.Token);
        session.Exited.IsCompleted.Should().BeTrue($"exit() should come within {Patience.TotalSeconds} s");
        session.Finish();
        return sink.Text;
    }

    /// <summary>Inconclusive unless this kernel has the mechanism.</summary>
    public static void Require(string mechanism)
    {
        var feature = Context.Features.Find(mechanism)!;
        Assume.That(feature.Available, $"this machine does not allow {mechanism} ({feature.Evidence})");
    }

    /// <summary>Runs a program to its end.</summary>
    public static void Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, errors.Result);
    }

    private static Session Start(string script, EngineOptions options, Collector sink)
    {
        var compiled = ScriptCompiler.Compile("live.bt", script, Context.Types, options);
        foreach (var mechanism in compiled.Probes.Select(p => p.Target.Mechanism).Where(m => m.HasHook).Distinct())
            Require(mechanism.Name);
        Require("ringbuf");
        return Session.Start(compiled, Context, options, sink);
    }

    private sealed class Collector : ISessionSink
    {
        private readonly List<string> _texts = [];

        public string Text => string.Concat(_texts);

        public List<Firing> Firings { get; } = [];

        public List<Firing> Tied { get; } = [];

        public void OnFiring(in Firing firing) => Firings.Add(firing);

        public void OnOutput(in OutputText output)
        {
            _texts.Add(output.Text);
            if (output.Firing is { } firing)
                Tied.Add(firing);
        }
    }
}
