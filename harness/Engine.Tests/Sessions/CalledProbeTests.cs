using Conformance.Engine.Kernel;
using Conformance.Engine.Sessions;
using Conformance.Engine.Tests.CodeGen;

namespace Conformance.Engine.Tests.Sessions;

/// <summary>Tests and benchmarks that a script brings along.</summary>
public sealed class CalledProbeTests
{
    private const string Script = """
        begin { @b = 5; }
        test:fine { print(1); }
        test:wrong { return 3; }
        test:loop { $n = pid - pid + 5; for ($i : 0..$n) { if ($i == 3) { return 10 * $i; } } }
        test:ends { exit(4); }
        test:sees { return @b - 5; }
        bench:nothing { }
        bench:count { @c = count(); }
        end { clear(@b); clear(@c); }
        """;

    [Test]
    public void A_test_answers_what_it_returns()
    {
        using var session = Start(ScriptRun.Tests, out var output);
        var results = session.Probes.Where(p => p.Target.Mechanism is Conformance.Engine.Probes.Test).Select(p => (p.Target.Hook, session.Call(p))).ToList();
        results.Select(r => (r.Hook, r.Item2.Answer, r.Item2.ExitCode)).Should().Equal(("fine", 0u, null), ("wrong", 3u, null), ("loop", 30u, null), ("ends", 0u, (int?)4), ("sees", 0u, null));
        session.Finish();
        string.Concat(output).Should().Be("1\n");
    }

    [Test]
    public void A_benchmark_is_counted_by_the_kernel()
    {
        using var session = Start(ScriptRun.Benchmarks, out _);
        try
        {
            var (nothing, runs) = session.Measure(session.Probes.Single(p => p.Target.Hook == "nothing"));
            runs.Should().BeGreaterThan(999);
            nothing.Should().BePositive().And.BeLessThan(1_000_000);
        }
        catch (UnsupportedException e)
        {
            Assert.Inconclusive(e.Message);
        }
    }

    [TestCase(ScriptRun.Probes, "begin", "end")]
    [TestCase(ScriptRun.Tests, "begin", "test:fine", "test:wrong", "test:loop", "test:ends", "test:sees", "end")]
    [TestCase(ScriptRun.Benchmarks, "begin", "bench:nothing", "bench:count", "end")]
    public void Only_what_is_asked_for_is_loaded(ScriptRun run, params string[] probes) => Compile(Script, run).Probes.Select(p => p.Target.AttachPoint).Should().Equal(probes);

    [TestCase("test:a { }", ScriptRun.Probes, "run it with --test")]
    [TestCase("bench:a { }", ScriptRun.Probes, "run it with --bench")]
    [TestCase("begin { }", ScriptRun.Tests, "the script has no test probe")]
    [TestCase("begin { } test:a { }", ScriptRun.Benchmarks, "the script has no bench probe")]
    [TestCase("test:a { } test:a { }", ScriptRun.Tests, "there is already a 'test:a'")]
    [TestCase("test: { }", ScriptRun.Tests, "'test' needs a name of its own")]
    public void What_cannot_be_run_is_told(string script, ScriptRun run, string message) => FluentActions.Invoking(() => Compile(script, run)).Should().Throw<ScriptException>().WithMessage($"*{message}*");

    private static CompiledScript Compile(string script, ScriptRun run) => ScriptCompiler.Compile("t.bt", script, KernelTypes.OfRunningKernel(), new EngineOptions { Run = run });

    private static Session Start(ScriptRun run, out List<string> output)
    {
        var context = new EngineContext();
        var feature = context.Features.Find("prog-test-run")!;
        Assume.That(feature.Available, feature.Evidence);
        var sink = new Collected();
        output = sink.Output;
        return Session.Start(ScriptCompiler.Compile("t.bt", Script, context.Types, new EngineOptions { Run = run }), context, new EngineOptions { Run = run }, sink);
    }

    private sealed class Collected : ISessionSink
    {
        public List<string> Output { get; } = [];

        public void OnFiring(in Firing firing)
        {
        }

        public void OnOutput(in OutputText output) => Output.Add(output.Text);
    }
}
