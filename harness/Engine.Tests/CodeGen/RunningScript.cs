using Conformance.Engine.Kernel;
using Conformance.Engine.Sessions;

namespace Conformance.Engine.Tests.CodeGen;

/// <summary>Runs a script of begin and end probes on this machine's own kernel: the real verifier judges the code, the real kernel runs it.</summary>
internal static class RunningScript
{
    /// <summary>What the script printed, maps at the end included.</summary>
    public static string Run(string script, EngineOptions? options = null) => RunAll(script, options).Output;

    /// <summary>What the script printed and which firings it made. Inconclusive where BPF is not allowed.</summary>
    public static (string Output, IReadOnlyList<Firing> Firings) RunAll(string script, EngineOptions? options = null, IKernelTypes? types = null)
    {
        options ??= new EngineOptions();
        var compiled = ScriptCompiler.Compile("test.bt", script, types ?? RecordedKernel.Without, options);
        var context = new EngineContext();
        var feature = context.Features.Find("prog-test-run")!;
        Assume.That(feature.Available, $"this machine does not let tests run BPF programs ({feature.Evidence}): run them as root");
        var sink = new Collector();
        using var session = Session.Start(compiled, context, options, sink);
        session.Finish();
        return (string.Concat(sink.Output), sink.Firings);
    }

    private sealed class Collector : ISessionSink
    {
        public List<string> Output { get; } = [];

        public List<Firing> Firings { get; } = [];

        public void OnFiring(in Firing firing) => Firings.Add(firing);

        public void OnOutput(in OutputText output) => Output.Add(output.Text);
    }
}
